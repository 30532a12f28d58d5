//! One step of a connection: request, reply, data or error.

use std::time::Instant;

use serde_json::Value;

use crate::{
    connector::{Connector, Context, Input, Problem, StepError},
    delivery::Surroundings,
    http::{Client, Reply, SendError},
    outcome::{self, Meaning},
    retry, runtime, text,
};

/// The step that every connector has: it looks at the settings and sends nothing.
const CHECK: &str = "check";

/// The other one: it asks each address for its head, and sends nothing of the store's.
const PROBE: &str = "probe";

/// Takes the step and gives its data.
///
/// # Errors
/// [`StepError`] says what went wrong, and at which field.
pub async fn call(
    connector: &dyn Connector,
    context: &Context,
    client: &Client,
    step: &str,
    input: &Input,
    deadline: Instant,
    surroundings: &Surroundings<'_>,
) -> Result<Value, StepError> {
    if step == CHECK {
        return check(connector, context);
    }
    if step == PROBE {
        return probe(connector, context, client, deadline, surroundings).await;
    }
    let request = connector.step_request(context, step, input)?;
    let remaining = deadline.saturating_duration_since(Instant::now());
    let asked = client.send(request, &context.store.url, remaining);
    let answer = wait(asked, deadline, surroundings).await?;
    let error = match answer {
        Ok(reply) => match outcome::meaning(reply.status) {
            Meaning::Accepted => return connector.step_data(context, step, &reply),
            meaning => (
                of_status(connector, step, &reply, meaning),
                meaning == Meaning::Temporary,
                surroundings.wish(&reply),
            ),
        },
        Err(error) => (of_send_error(error), !matches!(error, SendError::Private), None),
    };
    let (mut error, temporary, wish) = error;
    if let Some(attempt) = input.get("attempt").and_then(Value::as_u64).filter(|_| temporary) {
        let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
        error.retry_in_s = retry::delay(attempt, wish, (surroundings.chance)()).map(retry::seconds);
    }
    Err(error)
}

fn check(connector: &dyn Connector, context: &Context) -> Result<Value, StepError> {
    for setting in connector.settings() {
        context.endpoint(setting.key, setting.default)?;
    }
    Ok(serde_json::json!({}))
}

/// Any answer will do, whatever its status: it tells that the address is reached.
async fn probe(
    connector: &dyn Connector,
    context: &Context,
    client: &Client,
    deadline: Instant,
    surroundings: &Surroundings<'_>,
) -> Result<Value, StepError> {
    let mut hosts: Vec<(url::Origin, Value)> = Vec::new();
    for setting in connector.settings() {
        let endpoint = context.endpoint(setting.key, setting.default)?;
        let origin = endpoint.url().origin();
        if hosts.iter().any(|(asked, _)| *asked == origin) {
            continue;
        }
        let remaining = deadline.saturating_duration_since(Instant::now());
        let asked = client.head(&endpoint, &context.store.url, remaining);
        let status = wait(asked, deadline, surroundings).await?.map_err(|error| StepError {
            field: Some(setting.key),
            ..of_send_error(error)
        })?;
        let host = endpoint.url().host_str().unwrap_or_default().to_owned();
        hosts.push((origin, serde_json::json!({"host": host, "http_status": status})));
    }
    let hosts: Vec<Value> = hosts.into_iter().map(|(_, answer)| answer).collect();
    Ok(serde_json::json!({ "hosts": hosts }))
}

/// Waits for an answer until the deadline, or a signal to PHP.
async fn wait<T>(
    asked: impl Future<Output = Result<T, SendError>>,
    deadline: Instant,
    surroundings: &Surroundings<'_>,
) -> Result<Result<T, SendError>, StepError> {
    tokio::select! {
        answer = asked => Ok(answer),
        () = tokio::time::sleep_until(deadline.into()) => Ok(Err(SendError::Timeout)),
        () = runtime::until(surroundings.interrupted) => {
            Err(StepError::new(Problem::Interrupted, "the wait for an answer was interrupted"))
        }
    }
}

fn of_status(connector: &dyn Connector, step: &str, reply: &Reply, meaning: Meaning) -> StepError {
    let kind = connector.step_problem(step, reply.status).unwrap_or(match meaning {
        Meaning::Refused => Problem::Refused,
        Meaning::Rejected => Problem::Rejected,
        Meaning::Temporary | Meaning::Accepted => Problem::Unavailable,
    });
    let message = text::message(&reply.body).unwrap_or_else(|| format!("HTTP {}", reply.status));
    StepError {
        http_status: Some(reply.status),
        ..StepError::new(kind, message)
    }
}

fn of_send_error(error: SendError) -> StepError {
    let kind = match error {
        SendError::UnknownHost => Problem::UnknownHost,
        SendError::ConnectionRefused => Problem::ConnectionRefused,
        SendError::Unreachable => Problem::Unreachable,
        SendError::Private => Problem::InvalidUrl,
        SendError::Timeout => Problem::Timeout,
        SendError::CertificateExpired => Problem::CertificateExpired,
        SendError::CertificateOfAnotherHost => Problem::CertificateOfAnotherHost,
        SendError::CertificateUntrusted => Problem::CertificateUntrusted,
        SendError::Tls => Problem::Tls,
        SendError::Broken => Problem::BadReply,
    };
    StepError::new(kind, error.to_string())
}
