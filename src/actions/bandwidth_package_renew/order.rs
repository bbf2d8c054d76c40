//! One renewal, from the look at the package to its new end.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::billing::{self, Trouble};
use crate::client::Client;
use crate::purchase_journal::{Begun, OnceFor, time_text};
use crate::wait::{self, Failure, Poll};
use crate::{api_errors, unfinished};
use cen::billing::{Billing, Subscription};
use cen::{CallError, ChargeType, ClientToken, Deadline, Freshness, Package, Time};
use tf_plugin::framework::{Diagnostics, Progress};

use super::{TYPE, Wanted, refusal};

/// How long one order is sent again for as long as nobody answers; then the end of the package says more.
const SENT_FOR: Duration = Duration::from_secs(3 * 60);

/// How long an end is watched that may not move any more.
const WATCHED: Duration = Duration::from_secs(60);

/// What is noted of a renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    /// Until when the package was paid for before, in seconds since 1970.
    end: u64,
    months: u32,
}

/// The end of a package, as text and as an instant.
#[derive(Clone)]
struct End {
    text: Time,
    at: SystemTime,
}

/// A renewal under way.
pub(super) struct Renewing<'r> {
    pub(super) wanted: &'r Wanted,
    pub(super) client: &'r Client,
    pub(super) billing: &'r Billing,
    pub(super) deadline: &'r Deadline,
    pub(super) progress: &'r dyn Progress,
}

impl Renewing<'_> {
    /// Renews the package, unless an earlier run has, or it is paid for long enough.
    pub(super) async fn run(&self) -> Result<(), Diagnostics> {
        let Wanted { id, months, .. } = self.wanted;
        let end = self.look().await?;
        if self.is_settled(&end).await {
            return Ok(());
        }
        if let Some(limit) = self.wanted.only_before
            && end.at >= limit.instant()
        {
            self.progress.send(format!(
                "{id} is paid until {}, which is not before {limit}; nothing was renewed.",
                end.text
            ));
            return Ok(());
        }
        let subscription = self.subscription().await?;
        let token = self.token(&end.order(months.months()));
        let begun = self.begin(&end, &token).await?;
        self.send(&end, &subscription, &token, begun).await
    }

    /// Until when the package is paid for, if it can be renewed.
    async fn look(&self) -> Result<End, Diagnostics> {
        let id = &self.wanted.id;
        let look = self
            .client
            .api
            .package(id, Freshness::Latest, self.deadline);
        let package = look
            .await
            .map_err(|error| api_errors::explain(&error).after("Nothing was renewed."))?;
        let Some(package) = package else {
            return Err(refusal(
                "bandwidth_package_id",
                "CEN lists no such package",
                format!(
                    "There is no package {id} in the account of this key, so nothing was renewed. A package whose order has not been \
                     paid yet is not listed either: pay that in the console first."
                ),
            ));
        };
        if package.charge_type == ChargeType::PostPaid {
            return Err(refusal(
                "bandwidth_package_id",
                "Only prepaid packages are renewed",
                format!("{id} is PostPaid: it is billed as long as it exists, and does not end."),
            ));
        }
        End::of(&package).ok_or_else(|| {
            refusal(
                "bandwidth_package_id",
                "The end of the package is not known",
                format!(
                    "CEN does not say until when {id} is paid for. Whether a renewal has taken place shows by that alone, so \
                     nothing was renewed."
                ),
            )
        })
    }

    /// The package as the billing API knows it.
    async fn subscription(&self) -> Result<Subscription, Diagnostics> {
        let id = &self.wanted.id;
        let look = self
            .billing
            .subscription(id, Freshness::Latest, self.deadline);
        let found = look.await.map_err(|error| nothing_renewed(&error))?;
        found.ok_or_else(|| {
            refusal(
                "bandwidth_package_id",
                "The billing API does not list the package",
                format!("{} Nothing was renewed.", Trouble::unlisted(id).detail),
            )
        })
    }

    /// The token of a renewal like this one of a package that had such an end.
    fn token(&self, order: &Order) -> ClientToken {
        let Wanted { id, own_token, .. } = self.wanted;
        own_token.clone().unwrap_or_else(|| {
            let (end, months) = (order.end.to_string(), order.months.to_string());
            ClientToken::derive(&[TYPE, id.as_str(), &end, &months])
        })
    }

    fn what(&self) -> OnceFor<'_> {
        OnceFor {
            kind: TYPE,
            object: self.wanted.id.as_str(),
        }
    }

    /// Whether an earlier run has begun this very renewal.
    fn is_this(&self, begun: &Begun<Order>) -> bool {
        let order = begun.parameters();
        order.months == self.wanted.months.months() && self.token(order) == *begun.token()
    }

    /// Settles what an earlier run has begun, where the end of the package has moved since. Whether that was this renewal.
    async fn is_settled(&self, end: &End) -> bool {
        let Some(begun) = self.client.journal.begun::<Order>(self.what()).await else {
            return false;
        };
        let order = begun.parameters().clone();
        if end.seconds() <= order.end {
            return false;
        }
        let (id, sent) = (&self.wanted.id, time_text(begun.sent_at()));
        let before = time_text(UNIX_EPOCH + Duration::from_secs(order.end));
        let is_this = self.is_this(&begun);
        let rest = match is_this {
            true => "nothing was renewed now. Invoke it again for one more term.",
            false => "that renewal is settled.",
        };
        self.progress.send(format!(
            "A run that was cut off has sent a renewal of {id} by {} at {sent}, when it was paid until {before}. It is paid until {} \
             now, so {rest}",
            in_words(order.months),
            end.text
        ));
        begun.settle();
        is_this
    }

    /// Notes what is about to be sent, or goes on with what an earlier run has sent.
    async fn begin(
        &self,
        end: &End,
        token: &ClientToken,
    ) -> Result<Option<Begun<Order>>, Diagnostics> {
        let Wanted { id, months, .. } = self.wanted;
        let (journal, now) = (&self.client.journal, self.client.api.now());
        let order = end.order(months.months());
        if let Some(file) = journal.unreadable_order::<Order>(self.what()).await {
            return Err(Diagnostics::of_error(
                "The note of an earlier renewal cannot be read",
                format!(
                    "An earlier run has noted a renewal of {id} before it sent it, and the note cannot be read: {}. It is not known what \
                     that was, so nothing was renewed now. Look at the orders and at the end of the package in the console, then remove \
                     the file.",
                    file.display()
                ),
            ));
        }
        let begun = journal.begin(self.what(), token.clone(), order, now).await;
        if let Some(trouble) = journal.trouble() {
            self.progress.send(format!(
                "The purchase journal cannot be written: {trouble}. If this run is killed before the new end shows, look at the end of \
                 {id} before you renew it again."
            ));
        }
        if let Some(begun) = begun.as_ref().filter(|begun| begun.is_of_earlier_run()) {
            let sent = time_text(begun.sent_at());
            if !self.is_this(begun) || begun.token() != token {
                return Err(Diagnostics::of_error(
                    "Another renewal of the package is not settled",
                    format!(
                        "An earlier run has sent a renewal of {id} by {} at {sent}, and its end has not moved since: {}. It is \
                         not known whether that renewal is still to come, so nothing was renewed now.\n\nInvoke that renewal once \
                         more, with the same arguments: it is repeated under its token and paid for once. Or, if the orders in the \
                         console show that it came to nothing, remove its note, {}.",
                        in_words(begun.parameters().months),
                        end.text,
                        begun.file().display()
                    ),
                ));
            }
            self.progress.send(format!(
                "A run that was cut off has sent this renewal at {sent}, and the end of {id} has not moved since. It is repeated under \
                 the same token, so it is paid for once."
            ));
        }
        Ok(begun)
    }

    /// Orders the renewal and waits until it shows.
    async fn send(
        &self,
        end: &End,
        subscription: &Subscription,
        token: &ClientToken,
        begun: Option<Begun<Order>>,
    ) -> Result<(), Diagnostics> {
        let Wanted { id, months, .. } = self.wanted;
        let limit = wait::at_most(SENT_FOR, self.deadline);
        let sent = self.billing.renew(subscription, *months, token, &limit);
        let ordered = match sent.await {
            Ok(order) => {
                let by = in_words(months.months());
                self.progress
                    .send(format!("Order {order} renews {id} by {by}."));
                Ok(order)
            }
            Err(error) if error.may_have_been_executed() => {
                self.progress.send(format!(
                    "Nobody has answered the renewal of {id}; its end is watched instead."
                ));
                Err(error)
            }
            Err(error) => {
                // What an earlier run has sent may be about to show.
                if let Some(begun) = begun.filter(|begun| !begun.is_of_earlier_run()) {
                    begun.end().await;
                }
                return Err(nothing_renewed(&error));
            }
        };
        match self.until_moved(end, ordered.is_ok()).await {
            Ok(seen) => {
                self.progress.send(format!(
                    "{id} is paid until {} now; it was paid until {}.",
                    seen.text, end.text
                ));
                if let Some(begun) = begun {
                    begun.settle();
                }
                match ordered {
                    Ok(_) => Ok(()),
                    Err(_) => Err(self.moved_unanswered()),
                }
            }
            Err(failure) => Err(self.not_seen(end, &failure, ordered, begun)),
        }
    }

    /// What to say of an end that has moved while nobody has answered: it may be the doing of somebody else.
    fn moved_unanswered(&self) -> Diagnostics {
        let mut said = Diagnostics::default();
        said.warn(
            "It is not certain that this renewal has moved the end",
            format!(
                "Nobody has answered the order, and {} is paid for longer now: by this order, or by an automatic renewal or another hand \
                 at the same time. Look at the orders in the console before you renew it again.",
                self.wanted.id
            ),
        );
        said
    }

    /// Waits until the end has moved; not for long where it may not.
    async fn until_moved(&self, end: &End, is_ordered: bool) -> Result<End, Failure> {
        // The order of a token of one's own may be one of long ago.
        let is_sure = is_ordered && self.wanted.own_token.is_none();
        let limit = match is_sure {
            true => self.deadline.clone(),
            false => wait::at_most(WATCHED, self.deadline),
        };
        let (api, id) = (&self.client.api, &self.wanted.id);
        let moved = wait::until(&limit, || async {
            let package = api.package(id, Freshness::Latest, &limit).await?;
            Ok(match package.as_ref().and_then(End::of) {
                Some(seen) if seen.at > end.at => Poll::Done(seen),
                Some(seen) => Poll::NotYet(format!("it is paid until {}", seen.text)),
                None => Poll::NotYet("it is not listed".to_owned()),
            })
        });
        moved.await
    }

    /// What to say of an end that has not moved.
    fn not_seen(
        &self,
        end: &End,
        failure: &Failure,
        ordered: Result<String, CallError>,
        begun: Option<Begun<Order>>,
    ) -> Diagnostics {
        let Wanted { id, own_token, .. } = self.wanted;
        let unfinished = unfinished::reason(failure, "waiting for its new end");
        let is_timed_out = matches!(failure, Failure::TimedOut(_));
        // A token of one's own needs no note once there is an order of it: the same token leads to it again.
        if let (Ok(order), Some(_), true) = (&ordered, own_token, is_timed_out) {
            if let Some(begun) = begun {
                begun.settle();
            }
            let mut said = Diagnostics::default();
            said.warn(
                "The order of this client token may be an earlier one",
                format!(
                    "The billing API has answered with order {order}, and {id} is paid until {} as before. Where that order is one \
                     that was made earlier under this client_token, nothing was renewed now: a token renews once. Look at the \
                     order in the console; for one more term use another client_token.",
                    end.text
                ),
            );
            return said;
        }
        let again = match (&begun, own_token) {
            (None, None) => format!(
                "Look at the end of {id} before you invoke it again: once it is later than {}, this renewal has taken place, and \
                 another invocation would be another one.",
                end.text
            ),
            _ => "Invoke it again, with the same arguments: it is settled under the same token, and paid for once.".to_owned(),
        };
        match ordered {
            Ok(order) => Diagnostics::of_error(
                "The renewal has been ordered but does not show yet",
                format!("Order {order} for {id} was accepted. {unfinished} {again}"),
            ),
            Err(error) => Diagnostics::of_error(
                "It is not known whether the package was renewed",
                format!(
                    "{}\n\n{unfinished} {again}",
                    billing::explain(&error).detail
                ),
            ),
        }
    }
}

impl End {
    /// That of a package; nothing where it cannot be read.
    fn of(package: &Package) -> Option<Self> {
        let text = package.expired_time.clone()?;
        let at = text.instant()?;
        Some(Self { text, at })
    }

    fn seconds(&self) -> u64 {
        self.at
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs()
    }

    fn order(&self, months: u32) -> Order {
        Order {
            end: self.seconds(),
            months,
        }
    }
}

fn in_words(months: u32) -> String {
    match months {
        1 => "1 month".to_owned(),
        months => format!("{months} months"),
    }
}

fn nothing_renewed(error: &CallError) -> Diagnostics {
    billing::explain(error).after("Nothing was renewed.").into()
}
