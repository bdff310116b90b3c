//! The processor's time. Other programs on the machine disturb it less than the wall's.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What this thread has used.
pub(crate) fn of_thread() -> Duration {
    of(ClockId::ThreadCPUTime)
}

/// What this process has used.
pub(crate) fn of_process() -> Duration {
    of(ClockId::ProcessCPUTime)
}

fn of(clock: ClockId) -> Duration {
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}
