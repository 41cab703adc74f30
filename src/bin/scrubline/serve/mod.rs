//! `scrubline serve`: signals, files and logs around the server of the library.

mod log;
mod plan;
mod sockets;
mod systemd;

use std::{io, pin::pin, sync::Arc, time::Duration};

use scrubline::server::{Handle, Server, Settings};
use tokio::{
    runtime::Runtime,
    select,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    task::spawn_blocking,
};
use tracing::{error, info, warn};

use crate::{
    exit::{Exit, Trouble},
    flags::ServeFlags,
};
use plan::Plan;
use sockets::Sockets;

/// Descriptors beside those of connections.
const SPARE_DESCRIPTORS: u64 = 64;

pub(crate) fn run(flags: ServeFlags) -> Result<Exit, Trouble> {
    let (plan, settings) = plan::read(&flags)?;
    log::start(&plan.options);
    log::panics();
    let runtime = Runtime::new().map_err(|e| Trouble::io("runtime", &e))?;
    let outcome = runtime.block_on(serve(plan, settings, Arc::new(flags)));
    // A name that is being looked up would hold up the end otherwise.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

async fn serve(plan: Plan, settings: Settings, flags: Arc<ServeFlags>) -> Result<Exit, Trouble> {
    let mut signals = Signals::new().map_err(|e| Trouble::io("signals", &e))?;
    let Sockets { listeners, admin } = Sockets::open(&plan).await?;
    raise_descriptors(&settings);
    let mut server = Server::new(settings);
    for listener in listeners {
        info!(address = %listener.address().map_or_else(|_| String::new(), |a| a.to_string()), "listening");
        server = server.listen(listener);
    }
    let handle = server.handle();
    if let Some(listener) = admin {
        info!(address = %listener.address().map_or_else(|_| String::new(), |a| a.to_string()), "admin");
        let handle = handle.clone();
        tokio::spawn(async move { handle.serve_admin(listener).await });
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let mut stop = Some(stop);
    let mut running = pin!(server.run(async {
        let _ = stopped.await;
    }));
    systemd::ready();
    loop {
        select! {
            stats = &mut running => {
                let stats = stats.map_err(|e| Trouble::io("serve", &e))?;
                info!(lines = stats.lines, findings = stats.total(), "done");
                return Ok(Exit::Done);
            }
            told = signals.next() => match (told, stop.take()) {
                (Told::End, Some(stop)) => {
                    systemd::stopping();
                    let _ = stop.send(());
                }
                (Told::End, None) => {
                    error!("ended at once by a second signal");
                    return Ok(Exit::Trouble);
                }
                (Told::Reload, before) => {
                    stop = before;
                    systemd::reloading();
                    reload(&plan, Arc::clone(&flags), &handle).await;
                    systemd::ready();
                }
            },
        }
    }
}

/// All or nothing: settings are put in force when every file of them has been read and found good.
async fn reload(plan: &Plan, flags: Arc<ServeFlags>, handle: &Handle) {
    // Patterns take a while to build, and files to read; connections go on meanwhile.
    let read = spawn_blocking(move || plan::read(&flags)).await;
    match read {
        Ok(Ok((again, settings))) => match plan.fixed_difference(&again) {
            None => {
                handle.reload(settings);
                info!("reloaded");
                return;
            }
            Some(key) => error!(key, "not reloaded: this needs a restart"),
        },
        Ok(Err(Trouble::Said(message))) => error!(message, "not reloaded"),
        Ok(Err(Trouble::ReaderGone)) | Err(_) => error!("not reloaded"),
    }
    handle.reload_failed();
}

/// What signals ask for.
enum Told {
    End,
    Reload,
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    fn new() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Told {
        select! {
            _ = self.terminate.recv() => Told::End,
            _ = self.interrupt.recv() => Told::End,
            _ = self.hangup.recv() => Told::Reload,
        }
    }
}

/// Takes as many descriptors as the system allows, and says so if they are too few for the connections allowed.
fn raise_descriptors(settings: &Settings) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let each = if settings.forward.is_some() { 2 } else { 1 };
    let needed = settings.limits.connections as u64 * each + SPARE_DESCRIPTORS;
    if let Some(available) = getrlimit(Resource::Nofile).current.filter(|&available| available < needed) {
        warn!(available, needed, "fewer file descriptors than --connections needs; raise the limit (LimitNOFILE, ulimit -n)");
    }
}
