//! Opens every socket that is listened at, before anything is accepted at any.

use std::io;

use listenfd::ListenFd;
use scrubline::server::{Address, Listener};
use tokio::net::{TcpListener, UnixListener};

use super::plan::Plan;
use crate::exit::Trouble;

pub(super) struct Sockets {
    pub(super) listeners: Vec<Listener>,
    pub(super) admin: Option<Listener>,
}

impl Sockets {
    pub(super) async fn open(plan: &Plan) -> Result<Sockets, Trouble> {
        let mut listeners = inherited(plan)?;
        for address in &plan.listen {
            listeners.push(bind("--listen", address, plan).await?);
        }
        if listeners.is_empty() {
            return Err(Trouble::new("--listen is missing; give HOST:PORT or unix:PATH, or start it from a systemd socket"));
        }
        let admin = match &plan.admin {
            Some(address) => Some(bind("--admin", address, plan).await?),
            None => None,
        };
        Ok(Sockets { listeners, admin })
    }
}

async fn bind(flag: &str, address: &Address, plan: &Plan) -> Result<Listener, Trouble> {
    Listener::bind(address, plan.unix_mode).await.map_err(|error| {
        let place = format!("{flag} {address}");
        match error.kind() {
            io::ErrorKind::AddrInUse => Trouble::new(format_args!("{place}: is in use; choose another, or end who listens there")),
            io::ErrorKind::AddrNotAvailable => Trouble::new(format_args!("{place}: is no address of this machine")),
            io::ErrorKind::PermissionDenied => {
                let way_out = match address {
                    Address::Unix(_) => "the folder must be one that it may write to",
                    _ => "a port below 1024 needs the capability CAP_NET_BIND_SERVICE",
                };
                Trouble::new(format_args!("{place}: permission denied; {way_out}"))
            }
            io::ErrorKind::NotFound => Trouble::new(format_args!("{place}: there is no such folder; create it")),
            _ => Trouble::io(place, &error),
        }
    })
}

/// The sockets that systemd opened for us.
fn inherited(plan: &Plan) -> Result<Vec<Listener>, Trouble> {
    let trouble = |e: &io::Error| Trouble::io("socket of systemd", e);
    let mut sockets = ListenFd::from_env();
    let mut listeners = Vec::new();
    for index in 0..sockets.len() {
        let listener: Listener = match sockets.take_tcp_listener(index) {
            Ok(Some(listener)) => {
                listener.set_nonblocking(true).map_err(|e| trouble(&e))?;
                TcpListener::from_std(listener).map_err(|e| trouble(&e))?.into()
            }
            Ok(None) => continue,
            Err(_) => {
                let listener = sockets.take_unix_listener(index).ok().flatten();
                let listener =
                    listener.ok_or_else(|| Trouble::new("socket of systemd: is neither TCP nor a Unix stream; use ListenStream"))?;
                listener.set_nonblocking(true).map_err(|e| trouble(&e))?;
                UnixListener::from_std(listener).map_err(|e| trouble(&e))?.into()
            }
        };
        if !plan.allows_plaintext_listener() && !listener.is_local().map_err(|e| trouble(&e))? {
            return Err(Trouble::new("socket of systemd: other machines can reach it; add --tls-cert and --tls-key, or --plaintext"));
        }
        listeners.push(listener);
    }
    Ok(listeners)
}
