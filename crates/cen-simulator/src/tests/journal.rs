//! What the journal keeps, and how much of it.

use crate::Outcome;

use super::client::{bench, parameters};

#[tokio::test]
async fn calls_that_nobody_has_signed_leave_little() {
    let bench = bench().await;
    let long = "x".repeat(80 << 10);
    let mut unsigned = parameters(&long, &[("Junk", &long), ("A", "a")]);
    unsigned.insert("AccessKeyId".to_owned(), long.clone());
    assert_ne!(bench.post(&unsigned).await.unwrap().status, 200);
    let call = bench.cloud.journal().remove(0);
    assert_eq!(call.action, "x".repeat(256));
    assert_eq!(call.access_key_id, Some("x".repeat(256)));
    assert_eq!(call.parameters["A"], "a");
    // `A=a&Junk=` is of the 1,024, too.
    assert_eq!(call.parameters["Junk"], "x".repeat(1024 - 9));
    assert!(call.is_cut);
}

#[tokio::test]
async fn of_a_long_call_the_beginning_is_kept() {
    let bench = bench().await;
    let long = "x".repeat(17 << 10);
    bench.call("DescribeCens", &[]).await;
    bench.call("DescribeCens", &[("Junk", &long)]).await;
    let [short, cut] = <[_; 2]>::try_from(bench.cloud.journal()).unwrap();
    assert_eq!((short.is_cut, cut.is_cut), (false, true));
    assert_eq!(cut.parameters["Junk"], "x".repeat((16 << 10) - 5));
    assert_eq!(cut.outcome, Outcome::Done);
}
