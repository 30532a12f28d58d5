//! Failing on demand.

use std::{convert::Infallible, io::Write as _, time::Duration};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::stream;
use serde::{Deserialize, Serialize};

/// Marks a response in whose place the connection ends.
#[derive(Clone, Copy)]
pub struct Abort;

/// Which requests fail, how often, and how.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Of this platform only.
    pub platform: Option<String>,
    /// At this endpoint only.
    pub endpoint: Option<String>,
    /// With this order among those it carries only.
    pub order_id: Option<u64>,
    /// The next so many; all where it is missing.
    pub times: Option<u64>,
    /// Of those that match, this share, `0.0..=1.0`; all where it is missing.
    pub probability: Option<f64>,
    /// What happens.
    pub fault: Fault,
}

/// What happens to a request.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Fault {
    /// This status, with this `Retry-After` and body.
    Status {
        /// The status.
        status: u16,
        /// The header's value.
        retry_after: Option<String>,
        /// The body.
        body: Option<String>,
    },
    /// The right answer, late.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// No answer, ever.
    Hang,
    /// The connection ends; nothing was taken.
    Reset,
    /// What it carried is taken, and the connection ends before the answer: a lost reply.
    LostReply,
    /// What it carried is taken, and the answer is 200 with bytes that are no JSON.
    Garbage,
    /// As `Garbage`, with an HTML page.
    Html,
    /// As `Garbage`, with a body that drips by the byte.
    SlowBody,
    /// As `Garbage`, with a body without end.
    EndlessBody,
    /// 200, and gzip that nobody asked for: some kilobytes that become 64 MiB.
    Bomb,
    /// 302 to the trap, which notes who follows.
    Redirect,
    /// The right answer, with one order not taken and in `rejected` (Logistos): the rule's, else the request's first.
    RejectOrder {
        /// Why.
        message: String,
    },
    /// 422 for the whole request.
    RejectBatch,
}

impl Rule {
    /// Whether this request is to fail by this rule.
    pub(crate) fn hits(&self, platform: &str, endpoint: &str, order_ids: &[u64], chance: &mut fastrand::Rng) -> bool {
        self.platform.as_deref().is_none_or(|of| of == platform)
            && self.endpoint.as_deref().is_none_or(|of| of == endpoint)
            && self.order_id.is_none_or(|of| order_ids.contains(&of))
            && self.probability.is_none_or(|share| chance.f64() < share)
    }
}

impl Fault {
    /// Whether it answers 200 in place of the platform: by the contract, that takes what the request carried.
    pub(crate) fn accepts(&self) -> bool {
        matches!(self, Self::Garbage | Self::Html | Self::SlowBody | Self::EndlessBody)
    }

    /// The answer in place of the platform's own; `None` where the platform answers all the same (late, lost, or with a rejected order).
    pub(crate) async fn answer(&self) -> Option<Response> {
        match self {
            Self::Status {
                status,
                retry_after,
                body,
            } => {
                let mut response = Response::builder().status(*status);
                if let Some(retry_after) = retry_after {
                    response = response.header("retry-after", retry_after);
                }
                Some(built(response.body(Body::from(body.clone().unwrap_or_default()))))
            }
            Self::Latency { ms } => {
                tokio::time::sleep(Duration::from_millis(*ms)).await;
                None
            }
            Self::Hang => std::future::pending().await,
            Self::Reset => Some(abort()),
            Self::Garbage => Some(Body::from(vec![0xff, 0xfe, 0x00, 0x7b, 0x22]).into_response()),
            Self::Html => Some(
                (
                    [("content-type", "text/html")],
                    "<!doctype html><title>Hello</title><script>alert(1)</script>",
                )
                    .into_response(),
            ),
            Self::SlowBody => Some(Body::from_stream(dripping()).into_response()),
            Self::EndlessBody => Some(
                Body::from_stream(stream::repeat_with(|| {
                    Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 8192]))
                }))
                .into_response(),
            ),
            Self::Bomb => Some(([("content-encoding", "gzip")], bomb()).into_response()),
            Self::Redirect => Some(built(
                Response::builder()
                    .status(302)
                    .header("location", "/_sandbox/trap")
                    .body(Body::empty()),
            )),
            Self::RejectBatch => Some(built(
                Response::builder()
                    .status(422)
                    .header("content-type", "application/json")
                    .body(Body::from(r#"{"message":"rejected on demand"}"#)),
            )),
            Self::LostReply | Self::RejectOrder { .. } => None,
        }
    }
}

/// The response in whose place the connection ends.
pub(crate) fn abort() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Abort);
    response
}

/// 64 MiB of spaces, compressed: a thousand times the same member (RFC 1952, 2.2).
fn bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(&[b' '; 64 * 1024]);
    written.and_then(|()| encoder.finish()).unwrap_or_default().repeat(1024)
}

fn dripping() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Some((Ok(Bytes::from_static(b" ")), ()))
    })
}

/// A status or header that a rule got wrong is answered as a 500, which shows in the test.
fn built(response: Result<Response, axum::http::Error>) -> Response {
    response.unwrap_or_else(|error| (axum::http::StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response())
}
