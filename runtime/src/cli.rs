//! Feature `cli`: a program that serves its site or tells about it.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::{
    app::App,
    server::{Server, complain, say},
};

/// The exit code for a wrong command line, as clap has it.
const WRONG_COMMAND_LINE: u8 = 2;

/// Does what the command line asks for: [`run`](crate::run) with options, or one of the other
/// commands.
///
/// ```text
/// site [run] [--host HOST] [--port PORT] [--server-name NAME]
/// site routes
/// site explain [--server-name NAME] [METHOD] URL
/// ```
///
/// `explain` tells what a request would lead to and why, as
/// [`App::explain`](crate::App::explain) does; without a method it is GET. Its exit code is 0 where
/// a handler or a redirect answers, 1 where nothing does.
///
/// Errors go to stderr, as one line where they are not about the command line itself. The exit
/// code is 0, 1 after an error, 2 for a wrong command line.
///
/// ```no_run
/// # fn site() -> fingerpost::App { fingerpost::routes! {} }
/// fn main() -> std::process::ExitCode {
///     fingerpost::cli(site())
/// }
/// ```
pub fn cli(app: App) -> ExitCode {
    match parse(std::env::args_os()) {
        Ok(action) => action.perform(app),
        // Help is an "error" too, with exit code 0. That nobody reads it is no further error.
        Err(message) => {
            let _ = message.print();
            u8::try_from(message.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Action {
    Run {
        host: String,
        port: u16,
        server_name: Option<String>,
    },
    Routes,
    Explain {
        method: String,
        url: String,
        server_name: Option<String>,
    },
}

impl Action {
    fn perform(self, app: App) -> ExitCode {
        match self {
            Self::Run {
                host,
                port,
                server_name,
            } => {
                let mut server = Server::new(app).host(host).port(port);
                if let Some(server_name) = server_name {
                    server = server.server_name(server_name);
                }
                match server.run() {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(error) => complain(&error, "`--port`"),
                }
            }
            Self::Routes => print(&app.rules_table()),
            Self::Explain {
                method,
                url,
                server_name,
            } => {
                // As with `run`, which listens where only this machine reaches it.
                let app = app.on_server(server_name, cfg!(debug_assertions));
                match app.explain(&method, &url) {
                    Ok(explanation) => match print(&explanation.to_string()) {
                        ExitCode::SUCCESS if !explanation.is_answered() => ExitCode::FAILURE,
                        printed => printed,
                    },
                    Err(error) => {
                        say(format_args!("error: {error}"));
                        ExitCode::from(WRONG_COMMAND_LINE)
                    }
                }
            }
        }
    }
}

fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Action, clap::Error> {
    let matches = command().try_get_matches_from(args)?;
    Ok(match matches.subcommand() {
        Some(("routes", _)) => Action::Routes,
        Some(("explain", request)) => explain_action(request),
        Some(("run", options)) => run_action(options),
        _ => run_action(&matches),
    })
}

fn command() -> Command {
    Command::new("site")
        .about("Serves the site, or tells about it")
        .args(run_options())
        // `--port 80 routes` would ignore the port, so it is refused.
        .args_conflicts_with_subcommands(true)
        .disable_help_subcommand(true)
        .subcommand(
            Command::new("run")
                .about("Serve the site [default]")
                .args(run_options()),
        )
        .subcommand(Command::new("routes").about("List the rules"))
        .subcommand(
            Command::new("explain")
                .about("Tell what a request would lead to, and why")
                .override_usage("site explain [--server-name NAME] [METHOD] URL")
                .arg(
                    Arg::new("request")
                        .value_name("REQUEST")
                        .num_args(1..=2)
                        .required(true)
                        .help("A URL or a path, and before it a method if it is not GET"),
                )
                .arg(server_name_option()),
        )
}

fn run_options() -> [Arg; 3] {
    [
        Arg::new("host")
            .long("host")
            .value_name("HOST")
            .default_value("127.0.0.1")
            .help("Address to listen at; 0.0.0.0 is all of this machine"),
        Arg::new("port")
            .long("port")
            .value_name("PORT")
            .default_value("5000")
            .value_parser(value_parser!(u16))
            .help("Port to listen at; 0 is any free one"),
        server_name_option(),
    ]
}

fn server_name_option() -> Arg {
    Arg::new("server-name")
        .long("server-name")
        .value_name("NAME")
        .help("Name that the site is known by, as example.com:5000")
}

fn explain_action(options: &ArgMatches) -> Action {
    let request: Vec<&String> = options.get_many("request").into_iter().flatten().collect();
    let (method, url) = match request.as_slice() {
        [method, url] => (method.to_uppercase(), url.as_str()),
        [url] => ("GET".to_owned(), url.as_str()),
        // clap has counted them.
        _ => ("GET".to_owned(), "/"),
    };
    Action::Explain {
        method,
        url: url.to_owned(),
        server_name: options.get_one("server-name").cloned(),
    }
}

fn run_action(options: &ArgMatches) -> Action {
    let text = |name| options.get_one::<String>(name).cloned();
    Action::Run {
        // Both have a default, so the fallbacks are never taken.
        host: text("host").unwrap_or_default(),
        port: options.get_one("port").copied().unwrap_or_default(),
        server_name: text("server-name"),
    }
}

/// Prints to stdout. A reader that has seen enough, as in `routes | head`, is no error.
fn print(text: &str) -> ExitCode {
    let mut stdout = io::stdout().lock();
    let written = writeln!(stdout, "{}", text.trim_end()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            say(format_args!("error: cannot write to stdout: {error}"));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;

    fn action(args: &[&str]) -> Result<Action, ErrorKind> {
        let args = ["site"].iter().chain(args).map(OsString::from);
        parse(args).map_err(|error| error.kind())
    }

    fn run(host: &str, port: u16, server_name: Option<&str>) -> Result<Action, ErrorKind> {
        Ok(Action::Run {
            host: host.to_owned(),
            port,
            server_name: server_name.map(str::to_owned),
        })
    }

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn run_is_the_default() {
        assert_eq!(action(&[]), run("127.0.0.1", 5000, None));
        assert_eq!(action(&["run"]), run("127.0.0.1", 5000, None));
        for front in [&["run"][..], &[]] {
            let options = ["--host", "::1", "--port=80", "--server-name", "a.b"];
            let args: Vec<_> = front.iter().chain(&options).copied().collect();
            assert_eq!(action(&args), run("::1", 80, Some("a.b")));
        }
    }

    #[test]
    fn other_commands() {
        assert_eq!(action(&["routes"]), Ok(Action::Routes));
        let explain = |method: &str, server_name: Option<&str>| {
            Ok(Action::Explain {
                method: method.to_owned(),
                url: "/a".to_owned(),
                server_name: server_name.map(str::to_owned),
            })
        };
        assert_eq!(action(&["explain", "/a"]), explain("GET", None));
        assert_eq!(action(&["explain", "post", "/a"]), explain("POST", None));
        let args = ["explain", "--server-name", "x", "GET", "/a"];
        assert_eq!(action(&args), explain("GET", Some("x")));
        assert_eq!(
            action(&["explain"]),
            Err(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(
            action(&["explain", "GET", "/a", "/b"]),
            Err(ErrorKind::TooManyValues)
        );
        assert_eq!(action(&["--help"]), Err(ErrorKind::DisplayHelp));
        assert_eq!(
            action(&["--port", "1", "routes"]),
            Err(ErrorKind::ArgumentConflict)
        );
        assert_eq!(
            action(&["--port", "70000"]),
            Err(ErrorKind::ValueValidation)
        );
        assert_eq!(action(&["rotes"]), Err(ErrorKind::InvalidSubcommand));
    }
}
