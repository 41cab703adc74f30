//! Flags and configuration become what is opened once, and the settings that a reload may change.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use scrubline::server::{Address, ClientTls, Forward, Limits, ServerTls, Settings};

use crate::{
    config::Config,
    exit::Trouble,
    flags::{ServeFlags, ServeOptions},
    settings,
};

/// Certificates of every authority in the world are a quarter of this.
const MAX_PEM_BYTES: u64 = 1 << 20;
/// A year is long enough for every limit, and far from where clocks end.
const MAX_SECONDS: u64 = 366 * 24 * 3600;

/// What is opened once.
pub(super) struct Plan {
    pub(super) options: ServeOptions,
    pub(super) listen: Vec<Address>,
    pub(super) admin: Option<Address>,
    pub(super) unix_mode: u32,
}

/// Reads all that the flags name. Nothing is opened yet, so that a reload can do the same.
pub(super) fn read(flags: &ServeFlags) -> Result<(Plan, Settings), Trouble> {
    let config = Config::read(flags.look.config.as_deref())?;
    let redactor = settings::redactor(&flags.look, &config)?;
    let options = flags.serve.clone().or(config.serve);
    options.check()?;
    let listen = options.listen.iter().map(|text| address("--listen", text)).collect::<Result<Vec<_>, _>>()?;
    let admin = options.admin.as_ref().map(|text| address("--admin", text)).transpose()?;
    if let Some(Address::Unix(_)) = admin {
        return Err(Trouble::new("--admin: takes HOST:PORT only"));
    }
    let unix_mode = match &options.unix_mode {
        None => 0o600,
        Some(text) => {
            let mode = u32::from_str_radix(text, 8).ok().filter(|&mode| mode <= 0o777 && !text.starts_with('+'));
            mode.ok_or_else(|| Trouble::new("--unix-mode: takes permissions in octal, such as 660"))?
        }
    };
    let plan = Plan { options, listen, admin, unix_mode };
    plan.check_reach()?;
    let mut settings = Settings::new(redactor);
    settings.limits = plan.options.limits()?;
    settings.tls = plan.options.server_tls()?;
    settings.forward = plan.options.upstream()?;
    Ok((plan, settings))
}

impl Plan {
    pub(super) fn allows_plaintext_listener(&self) -> bool {
        self.options.plaintext || self.options.tls_cert.is_some()
    }

    /// Lines in plain text stay on this machine unless it was said aloud. So do metrics, which have no TLS.
    fn check_reach(&self) -> Result<(), Trouble> {
        let lines = self.listen.iter().map(|address| ("--listen", address, self.allows_plaintext_listener()));
        let metrics = self.admin.iter().map(|address| ("--admin", address, self.options.plaintext));
        for (flag, address, is_allowed) in lines.chain(metrics) {
            let is_local = address.is_local().map_err(|e| Trouble::io(format_args!("{flag} {address}"), &e))?;
            if !is_local && !is_allowed {
                let tls = if flag == "--listen" { "--tls-cert and --tls-key, or " } else { "" };
                return Err(Trouble::new(format_args!("{flag} {address}: other machines can reach it; add {tls}--plaintext")));
            }
        }
        Ok(())
    }

    /// The first option that differs and can only be changed by a restart.
    pub(super) fn fixed_difference(&self, other: &Plan) -> Option<&'static str> {
        let (a, b) = (&self.options, &other.options);
        let fixed = [
            ("listen", a.listen == b.listen),
            ("admin", a.admin == b.admin),
            ("plaintext", a.plaintext == b.plaintext),
            ("unix-mode", a.unix_mode == b.unix_mode),
            // Listeners that other machines reach in plain text must not come about by a reload.
            ("tls-cert", a.tls_cert.is_some() == b.tls_cert.is_some()),
            ("log-format", a.log_format == b.log_format),
            ("log-level", a.log_level == b.log_level),
        ];
        fixed.into_iter().find_map(|(key, is_same)| if is_same { None } else { Some(key) })
    }
}

impl ServeOptions {
    /// These options, and where one is not given, that of the configuration.
    fn or(self, config: ServeOptions) -> ServeOptions {
        ServeOptions {
            listen: if self.listen.is_empty() { config.listen } else { self.listen },
            forward: self.forward.or(config.forward),
            admin: self.admin.or(config.admin),
            plaintext: self.plaintext || config.plaintext,
            tls_cert: self.tls_cert.or(config.tls_cert),
            tls_key: self.tls_key.or(config.tls_key),
            tls_client_ca: self.tls_client_ca.or(config.tls_client_ca),
            forward_tls: self.forward_tls || config.forward_tls,
            forward_ca: self.forward_ca.or(config.forward_ca),
            unix_mode: self.unix_mode.or(config.unix_mode),
            connections: self.connections.or(config.connections),
            idle_seconds: self.idle_seconds.or(config.idle_seconds),
            line_seconds: self.line_seconds.or(config.line_seconds),
            connect_seconds: self.connect_seconds.or(config.connect_seconds),
            drain_seconds: self.drain_seconds.or(config.drain_seconds),
            log_format: self.log_format.or(config.log_format),
            log_level: self.log_level.or(config.log_level),
        }
    }

    /// The paths in it, which a configuration file gives relative to itself.
    pub(crate) fn paths_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.tls_cert, &mut self.tls_key, &mut self.tls_client_ca, &mut self.forward_ca].into_iter().flatten()
    }

    /// Options that mean nothing without another.
    fn check(&self) -> Result<(), Trouble> {
        let has_unix = self.listen.iter().any(|address| address.starts_with("unix:"));
        let forwards_to_unix = self.forward.as_ref().is_some_and(|address| address.starts_with("unix:"));
        let refusals = [
            (self.tls_cert.is_some() && self.tls_key.is_none(), "--tls-cert: needs --tls-key with it"),
            (self.tls_key.is_some() && self.tls_cert.is_none(), "--tls-key: needs --tls-cert with it"),
            (self.tls_client_ca.is_some() && self.tls_cert.is_none(), "--tls-client-ca: needs --tls-cert and --tls-key with it"),
            (self.forward_tls && self.forward.is_none(), "--forward-tls: needs --forward with it"),
            (self.forward_tls && forwards_to_unix, "--forward-tls: a Unix socket has no TLS; leave it out"),
            (self.forward_ca.is_some() && !self.forward_tls, "--forward-ca: needs --forward-tls with it"),
            (self.connect_seconds.is_some() && self.forward.is_none(), "--connect-seconds: needs --forward with it"),
            (self.unix_mode.is_some() && !has_unix, "--unix-mode: needs --listen unix:PATH with it"),
            (self.connections == Some(0), "--connections: must be 1 or more"),
            (self.forward.as_ref().is_some_and(|to| self.listen.contains(to)), "--forward: is also a --listen; lines would go round"),
        ];
        refusals.into_iter().find(|(is_wrong, _)| *is_wrong).map_or(Ok(()), |(_, message)| Err(Trouble::new(message)))
    }

    fn limits(&self) -> Result<Limits, Trouble> {
        let mut limits = Limits::default();
        let seconds = |name: &str, value: Option<u64>| match value {
            Some(seconds) if seconds > MAX_SECONDS => Err(Trouble::new(format_args!("--{name}: is longer than a year"))),
            value => Ok(value.map(Duration::from_secs)),
        };
        let unless_zero = |time: Duration| Some(time).filter(|time| !time.is_zero());
        if let Some(connections) = self.connections {
            limits.connections = usize::try_from(connections).unwrap_or(usize::MAX);
        }
        limits.idle = seconds("idle-seconds", self.idle_seconds)?.map_or(limits.idle, unless_zero);
        limits.line = seconds("line-seconds", self.line_seconds)?.map_or(limits.line, unless_zero);
        limits.connect = seconds("connect-seconds", self.connect_seconds)?.unwrap_or(limits.connect);
        limits.drain = seconds("drain-seconds", self.drain_seconds)?.unwrap_or(limits.drain);
        Ok(limits)
    }

    fn server_tls(&self) -> Result<Option<ServerTls>, Trouble> {
        let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) else { return Ok(None) };
        let ca = self.tls_client_ca.as_deref().map(pem).transpose()?;
        let tls = ServerTls::from_pem(&pem(certificate)?, &pem(key)?, ca.as_deref());
        tls.map(Some).map_err(|e| Trouble::new(format_args!("--tls-cert {}, --tls-key {}: {e}", certificate.display(), key.display())))
    }

    fn upstream(&self) -> Result<Option<Forward>, Trouble> {
        let Some(text) = &self.forward else { return Ok(None) };
        let address = address("--forward", text)?;
        if let Address::Tcp { port: 0, .. } = address {
            return Err(Trouble::new("--forward: port 0 is nowhere; name the port"));
        }
        if !self.forward_tls {
            return Ok(Some(Forward::new(address)));
        }
        let tls = match &self.forward_ca {
            Some(path) => {
                ClientTls::from_pem(&pem(path)?).map_err(|e| Trouble::new(format_args!("--forward-ca {}: {e}", path.display())))?
            }
            None => ClientTls::system().map_err(|e| Trouble::new(format_args!("--forward-tls: {e} with --forward-ca")))?,
        };
        Ok(Some(Forward::with_tls(address, tls)))
    }
}

fn address(flag: &str, text: &str) -> Result<Address, Trouble> {
    text.parse().map_err(|e| Trouble::new(format_args!("{flag} {text}: {e}")))
}

fn pem(path: &Path) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_PEM_BYTES).read_to_end(&mut bytes)).map_err(|e| Trouble::io(path.display(), &e))?;
    Ok(bytes)
}
