//! What is shown, in order.

use std::collections::BTreeSet;

use cen_simulator::{Fault, Package, Simulator};

use super::commands::Commands;
use super::screen::Screen;
use super::{said, write};
use crate::cli::call_summary;
use crate::cli::error::Error;

const PURCHASE: &str = "CreateCenBandwidthPackage";

const APPLY: [&str; 2] = ["apply", "-auto-approve"];

/// The file that the third scene adds.
#[cfg(unix)]
const EUROPE: (&str, &str) = (
    "europe.tf",
    include_str!("../../../examples/quickstart/later/europe.tf"),
);

/// Why the scenes do not go on.
pub(super) enum Stopped {
    /// A command has ended in another way than it should have, with this exit code.
    Ended(u8),
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

type Played = Result<(), Stopped>;

/// Plays all scenes.
pub(super) async fn play(
    commands: &mut Commands<'_>,
    cloud: &Simulator,
    screen: &Screen,
) -> Played {
    screen.text(&format!(
        "Bandwidth packages on a simulated cloud, with your own {}. Nothing here costs anything.",
        commands.name
    ));
    screen.heading("1. The plan: what would be bought");
    // Of a lock file that knows one platform the CLI warns, which is right for this one.
    succeeded(commands.run_and_show(&["init"], |_| Vec::new()).await?)?;
    succeeded(commands.run_and_show(&["plan"], said::planned).await?)?;

    lost_answer(commands, cloud, screen).await?;
    #[cfg(unix)]
    interruption(commands, cloud, screen).await?;

    screen.heading("4. A destroy of what is paid for");
    refused(commands.run(&["destroy", "-auto-approve"]).await?)?;
    screen.fact("Nothing was changed, nothing was given up.");

    screen.heading("5. The module's own test, without an account");
    succeeded(commands.run(&["test"]).await?)?;

    screen.heading("6. The bill: what would have been bought");
    for purchase in &cloud.summary().purchases {
        screen.laid_out(&call_summary::terms(purchase));
    }
    farewell(screen);
    Ok(())
}

async fn lost_answer(commands: &mut Commands<'_>, cloud: &Simulator, screen: &Screen) -> Played {
    screen.heading("2. The purchase, its answer lost on the wire");
    screen.text("CEN sells the package, and the connection breaks before it can say so.");
    cloud.fault(Fault::lose_answer(PURCHASE).times(1));
    succeeded(commands.run(&APPLY).await?)?;
    screen.fact(&format!(
        "The purchase was sent {} under {}: {}.",
        times(cloud.calls(PURCHASE)),
        many(tokens(cloud), "client token"),
        exist(cloud)
    ));
    Ok(())
}

#[cfg(unix)]
async fn interruption(commands: &mut Commands<'_>, cloud: &Simulator, screen: &Screen) -> Played {
    use cen_simulator::Stage;

    screen.heading("3. Ctrl-C in the middle of another purchase");
    let (name, text) = EUROPE;
    write(commands.folder, name, text)?;
    screen.text(&format!(
        "{name} asks for a package to Europe. CEN takes its time, and you press Ctrl-C."
    ));
    cloud.fault(Fault::hold(PURCHASE, Stage::After));
    let held = cloud.wait_for_held(1);
    refused(commands.run_interrupted(&APPLY, held).await?)?;
    cloud.clear_faults();
    cloud.release();
    screen.text("The same again:");
    succeeded(commands.run(&APPLY).await?)?;
    screen.fact(&format!("{}, and nothing was bought twice.", exist(cloud)));
    Ok(())
}

fn farewell(screen: &Screen) {
    let program = std::env::args().next().unwrap_or_default();
    screen.heading("What to do next");
    screen.text("Your own configuration, in the same way, in any folder:");
    screen.laid_out(&format!(
        "  {program} sandbox -- terraform -chdir=DIR apply"
    ));
    screen.text("With trouble of your choice, or a cloud that stays (--state FILE):");
    screen.laid_out(&format!("  {program} sandbox --help"));
    screen.text("For real, with your account:");
    screen.laid_out(&format!("  {program} install"));
    screen.text("All of the above with every word of the CLI:");
    screen.laid_out(&format!("  {program} sandbox --verbose"));
}

fn succeeded(code: u8) -> Played {
    if code == 0 {
        Ok(())
    } else {
        Err(Stopped::Ended(code))
    }
}

/// Insists that a command has not done what it was asked for, with the exit code that says so.
fn refused(code: u8) -> Played {
    if code == 1 {
        Ok(())
    } else {
        Err(Stopped::Ended(code))
    }
}

/// How many client tokens the purchases had.
fn tokens(cloud: &Simulator) -> usize {
    let calls = cloud.journal();
    let purchases = calls.iter().filter(|call| call.action == PURCHASE);
    let tokens: BTreeSet<_> = purchases
        .filter_map(|call| call.parameters.get("ClientToken"))
        .collect();
    tokens.len()
}

fn exist(cloud: &Simulator) -> String {
    match cloud.all::<Package>().len() {
        1 => "one package exists".to_owned(),
        count => format!("{count} packages exist"),
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

fn many(count: usize, what: &str) -> String {
    match count {
        1 => format!("one {what}"),
        count => format!("{count} {what}s"),
    }
}
