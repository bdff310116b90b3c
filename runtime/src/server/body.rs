//! The bodies on both sides of the application: what it reads, limited; what it writes, watched.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum_core::{BoxError, body::Body as AnyBody};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Limited;
use tokio::time::{Sleep, sleep};

use super::connection::Busy;

/// A request's body that is neither longer than allowed nor waited for without end.
#[derive(Debug)]
pub(super) struct RequestBody<B> {
    /// axum's extractors know the error of `Limited` and answer it with 413.
    inner: Limited<B>,
    patience: Duration,
    /// Runs only while the client owes us data and the application waits for it.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<B> RequestBody<B> {
    pub(super) fn new(inner: B, limit: Option<usize>, patience: Duration) -> Self {
        Self {
            inner: Limited::new(inner, limit.unwrap_or(usize::MAX)),
            patience,
            alarm: None,
        }
    }
}

impl<B> Body for RequestBody<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(cx) {
            this.alarm = None;
            return Poll::Ready(frame);
        }
        let patience = this.patience;
        let alarm = this.alarm.get_or_insert_with(|| Box::pin(sleep(patience)));
        alarm.as_mut().poll(cx).map(|()| {
            // A second poll after the error starts a new wait instead of polling a spent timer.
            this.alarm = None;
            Some(Err(BoxError::from(BodyStalled)))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The client began a body and then sent nothing for the server's idle timeout.
#[derive(Debug)]
pub(super) struct BodyStalled;

impl fmt::Display for BodyStalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client stopped sending the request body")
    }
}

impl std::error::Error for BodyStalled {}

/// A response's body; its request counts as running until this is dropped.
#[derive(Debug)]
pub(super) struct ResponseBody {
    inner: AnyBody,
    _busy: Busy,
}

impl ResponseBody {
    pub(super) fn new(inner: AnyBody, busy: Busy) -> Self {
        Self { inner, _busy: busy }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = axum_core::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum_core::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
