//! Whether the parameters of a handler have the names of what a rule passes to
//! them: types can not tell a month from a year.
//!
//! A macro sees the tokens that it is given and nothing else: `#[handler]` the
//! names of the parameters, `routes!` those of the rule. So the one writes a
//! function that the other calls, and they meet while the compiler evaluates
//! constants:
//!
//! ```text
//! #[handler] async fn f(month: u32, year: u32)  ->  const fn __parameters_of_f(passed: &Passed)
//! "/<year>/<month>" => f                        ->  const _: () = __parameters_of_f(&Passed { … })
//! ```
//!
//! A name that differs is a panic there. The compiler shows where it happened,
//! which is the parameter, and where the call is, which is the rule.

/// What a rule passes to its handler, in the order of the parameters.
#[derive(Debug)]
pub struct Passed<'a> {
    /// The handler, as it is written in the block.
    pub handler: &'a str,
    /// What the parameters are given.
    pub arguments: &'a [Argument<'a>],
}

/// What one parameter is given.
#[derive(Debug)]
pub struct Argument<'a> {
    /// The name of the variable or default; empty for what has none.
    pub name: &'a str,
    /// How the error begins: what it is, and of which rule.
    pub opening: &'a str,
}

impl Passed<'_> {
    /// Compares one of the parameters with what it is given. A parameter
    /// without a name, as a pattern is, has the empty one.
    ///
    /// # Panics
    ///
    /// If they differ. It is called in constants only.
    #[track_caller]
    pub const fn compare(&self, parameters: &[&str], place: usize) {
        if place >= self.arguments.len() || place >= parameters.len() {
            return;
        }
        let argument = &self.arguments[place];
        let parameter = parameters[place];
        if argument.name.is_empty() || parameter.is_empty() || is_same(argument.name, parameter) {
            return;
        }
        let mut message = Message::new();
        message.push(argument.opening);
        message.push(" arrives as parameter `");
        message.push(parameter);
        message.push("` of `");
        message.push(self.handler);
        message.push("` [FP005]\nhelp: rename the parameter");
        if self.is_reordered(parameters) {
            message.push(", or name the arguments in its order: `=> ");
            message.push(self.handler);
            message.push("(");
            let mut number = 0;
            while number < self.arguments.len() {
                if number > 0 {
                    message.push(", ");
                }
                message.push(parameters[number]);
                number += 1;
            }
            message.push(")`");
        } else {
            message.push(" to `");
            message.push(argument.name);
            message.push("`, or write `");
            message.push(parameter);
            message.push("` in the rule");
        }
        panic!("{}", message.as_str());
    }

    /// Whether the parameters have the names of the arguments, in some order.
    const fn is_reordered(&self, parameters: &[&str]) -> bool {
        let count = self.arguments.len();
        if parameters.len() < count {
            return false;
        }
        let mut place = 0;
        while place < count {
            let name = self.arguments[place].name;
            let mut other = 0;
            while other < count && !is_same(name, parameters[other]) {
                other += 1;
            }
            if name.is_empty() || other == count {
                return false;
            }
            place += 1;
        }
        true
    }
}

/// `==` of texts is not for constants yet.
const fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut place = 0;
    while place < left.len() {
        if left[place] != right[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// A text that is put together in a constant. What would not fit is left out.
struct Message {
    bytes: [u8; 4096],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Message {
            bytes: [0; 4096],
            len: 0,
        }
    }

    const fn push(&mut self, text: &str) {
        if text.len() > self.bytes.len() - self.len {
            return;
        }
        let (_, free) = self.bytes.split_at_mut(self.len);
        let (space, _) = free.split_at_mut(text.len());
        space.copy_from_slice(text.as_bytes());
        self.len += text.len();
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// What a handler without `#[handler]` has in place of its parameters' names.
pub const fn unknown(_passed: &Passed<'_>) {}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    fn argument(name: &'static str) -> Argument<'static> {
        Argument {
            name,
            opening: "variable",
        }
    }

    /// What is said of parameters with these names, that are given these.
    fn said(arguments: &[&'static str], parameters: &[&str]) -> Option<String> {
        let arguments: Vec<_> = arguments.iter().copied().map(argument).collect();
        let passed = Passed {
            handler: "f",
            arguments: &arguments,
        };
        let compared = catch_unwind(|| {
            (0..parameters.len()).for_each(|place| passed.compare(parameters, place));
        });
        compared
            .err()
            .and_then(|text| text.downcast::<String>().ok())
            .map(|text| *text)
    }

    #[test]
    fn names_are_compared_by_place() {
        for (arguments, parameters) in [
            (&["id", "name"][..], &["id", "name"][..]),
            (&["id"], &["id", "db", "body"]),
            (&["id", "name"], &["id"]),
            (&["id", "name"], &["", "name"]),
            (&["", "name"], &["page", "name"]),
            (&[], &["db"]),
        ] {
            assert_eq!(said(arguments, parameters), None, "{parameters:?}");
        }
        let reordered = "variable arrives as parameter `month` of `f` [FP005]\n\
            help: rename the parameter, or name the arguments in its order: `=> f(month, year)`";
        assert_eq!(
            said(&["year", "month"], &["month", "year", "db"]).as_deref(),
            Some(reordered)
        );
        let renamed = "variable arrives as parameter `user` of `f` [FP005]\n\
            help: rename the parameter to `id`, or write `user` in the rule";
        for (arguments, parameters) in [
            (&["name", "id"][..], &["name", "user"][..]),
            (&["id", "user"], &["user", ""]),
            (&["", "id"], &["page", "user"]),
        ] {
            assert_eq!(
                said(arguments, parameters).as_deref(),
                Some(renamed),
                "{parameters:?}"
            );
        }
    }

    #[test]
    fn a_message_is_cut_and_never_too_long() {
        let mut message = Message::new();
        let long = "ä".repeat(2000);
        message.push(&long);
        message.push(&long);
        message.push("end");
        assert_eq!(message.as_str(), format!("{long}end"));
    }
}
