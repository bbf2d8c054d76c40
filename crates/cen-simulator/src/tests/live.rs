use serde_json::{Value, json};

use super::client::bench;

/// The event that a text is: its name and its data.
fn event(text: &str) -> (String, Value) {
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(name)).unwrap()
    };
    let data = serde_json::from_str(field("data: ")).unwrap();
    (field("event: ").to_owned(), data)
}

#[tokio::test]
async fn whoever_looks_on_sees_each_call_arrive_and_be_answered() {
    let bench = bench().await;
    let url = format!("{}/_simulator/journal/stream", bench.cloud.endpoint());
    let mut answer = bench.http.get(url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let opening = answer.chunk().await.unwrap().unwrap();
    assert_eq!(opening, ": the journal of the CEN simulator\n\n");

    let id = bench.buy(&[]).await.id();
    bench.cloud.clear_journal();
    let mut text = String::new();
    while text.matches("\n\n").count() < 3 {
        let chunk = answer.chunk().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let events: Vec<(String, Value)> = text.split_terminator("\n\n").map(event).collect();
    let [(arrived, before), (answered, after), cleared] = events.as_slice() else {
        panic!("{text}");
    };
    assert_eq!(
        (arrived.as_str(), answered.as_str()),
        ("arrived", "answered")
    );
    assert_eq!(*cleared, ("cleared".to_owned(), json!({})));
    assert_eq!(before["action"], "CreateCenBandwidthPackage");
    assert_eq!(
        (&before["outcome"], &before["status"]),
        (&json!("running"), &Value::Null)
    );
    assert_eq!(
        (&after["number"], &after["outcome"]),
        (&before["number"], &json!("done"))
    );
    assert_eq!(
        (&after["status"], &after["created"]),
        (&json!(200), &json!(id))
    );

    // The stream ends with the simulator, in whatever way.
    drop(bench);
    while let Ok(Some(_)) = answer.chunk().await {}
}
