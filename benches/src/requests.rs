//! Whole requests in process: the same rules and handlers as an [`App`](fingerpost::App) and as
//! axum's `Router`.

use std::convert::Infallible;
use std::hint::black_box;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::header::HOST;
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use tower_service::Service;

use crate::github;

/// A kind of request: its name, its method and path, and the status that it is answered by.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    method: Method,
    path: &'static str,
    status: StatusCode,
}

/// What is asked of GitHub's rules.
pub(crate) const KINDS: [Kind; 3] = [
    Kind {
        name: "200, one `int`",
        method: Method::GET,
        path: "/teams/123456",
        status: StatusCode::OK,
    },
    Kind {
        name: "404",
        method: Method::GET,
        path: "/teams/123456/nothing",
        status: StatusCode::NOT_FOUND,
    },
    Kind {
        name: "405",
        method: Method::POST,
        path: "/teams/123456",
        status: StatusCode::METHOD_NOT_ALLOWED,
    },
];

/// Who is asked, by name.
pub(crate) const FRONTS: [&str; 3] = ["harness", "fingerpost", "axum"];

/// Asks a front so many times, and looks at each answer's status.
pub(crate) fn ask(front: &str, kind: &str, times: usize) -> Result<(), String> {
    let kind = KINDS.iter().find(|known| known.name == kind);
    let kind = kind.ok_or("there is no such kind of request")?;
    match front {
        "fingerpost" => kind.ask(times, &mut github::site::app()),
        "axum" => kind.ask(times, &mut github::router()),
        "harness" => kind.ask(
            times,
            &mut Harness {
                status: kind.status,
            },
        ),
        _ => Err(format!("`{front}` answers no requests")),
    }
}

impl Kind {
    fn ask<S>(&self, times: usize, service: &mut S) -> Result<(), String>
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible>,
    {
        let uri = Uri::from_static(self.path);
        for _ in 0..times {
            let mut request = Request::new(Body::empty());
            request.method_mut().clone_from(&self.method);
            request.uri_mut().clone_from(&uri);
            request
                .headers_mut()
                .insert(HOST, HeaderValue::from_static("localhost:5000"));
            let Some(Ok(response)) = service.call(black_box(request)).now_or_never() else {
                return Err("the response was not ready".to_owned());
            };
            if black_box(&response).status() != self.status {
                return Err(format!(
                    "{} {} gives {}",
                    self.method,
                    self.path,
                    response.status()
                ));
            }
        }
        Ok(())
    }
}

/// What every server has to do for a request: take it, call the handler if there is one, and drop
/// the response. It is taken off what the others use.
struct Harness {
    status: StatusCode,
}

impl Service<Request<Body>> for Harness {
    type Response = Response;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response, Infallible>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        drop(request);
        let response = if self.status == StatusCode::OK {
            let answer = github::handlers::number(black_box(123_456)).now_or_never();
            answer.unwrap_or_default().into_response()
        } else {
            self.status.into_response()
        };
        std::future::ready(Ok(response))
    }
}
