//! Where a webhook may go (A11): not into the network that the centre stands in, unless the operator lists the address.
//!
//! Pure judgement of URLs and addresses; asking for names and connecting is [`super::send`]. Special ranges after the IANA registries of
//! special-purpose addresses (RFC 6890 and its updates). An IPv6 form that carries an IPv4 address is judged by what it carries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// Characters of a URL.
const URL_CHARACTERS: usize = 2_000;

/// Why something may not be called, as a word for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotThere(pub &'static str);

const fn v4(octets: [u8; 4], len: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), len)
}

/// IPv4 that is nobody's public address.
const SPECIAL_V4: &[(Ipv4Net, &str)] = &[
    (v4([0, 0, 0, 0], 8), "unspecified"),
    (v4([10, 0, 0, 0], 8), "private"),
    (v4([100, 64, 0, 0], 10), "private"),
    (v4([127, 0, 0, 0], 8), "loopback"),
    (v4([169, 254, 0, 0], 16), "link_local"),
    (v4([172, 16, 0, 0], 12), "private"),
    (v4([192, 0, 0, 0], 24), "reserved"),
    (v4([192, 0, 2, 0], 24), "documentation"),
    (v4([192, 88, 99, 0], 24), "reserved"),
    (v4([192, 168, 0, 0], 16), "private"),
    (v4([198, 18, 0, 0], 15), "benchmark"),
    (v4([198, 51, 100, 0], 24), "documentation"),
    (v4([203, 0, 113, 0], 24), "documentation"),
    (v4([224, 0, 0, 0], 4), "multicast"),
    (v4([240, 0, 0, 0], 4), "reserved"),
];

const fn v6(segments: [u16; 8], len: u8) -> Ipv6Net {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), len)
}

/// IPv6 with a reason of its own; whatever else is outside 2000::/3 is reserved.
const SPECIAL_V6: &[(Ipv6Net, &str)] = &[
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 128), "unspecified"),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), "loopback"),
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), "translated"),
    (v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64), "reserved"),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), "unique_local"),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), "link_local"),
    (v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), "private"),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "multicast"),
    // Teredo hides its address inside; nobody reaches a service by it.
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), "translated"),
    (v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48), "benchmark"),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), "reserved"),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), "documentation"),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), "documentation"),
];

const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// The IPv4 address that an IPv6 one stands for: mapped, compatible, translated (SIIT), NAT64, 6to4.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        // Unspecified and loopback are themselves.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(from(high, low)),
        _ => None,
    }
}

/// Why an address is not a public one, when it is not.
pub fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => SPECIAL_V4
            .iter()
            .find(|(net, _)| net.contains(&v4))
            .map(|(_, why)| *why),
        IpAddr::V6(v6) => match carried(v6) {
            Some(v4) => special(IpAddr::V4(v4)),
            None => SPECIAL_V6
                .iter()
                .find(|(net, _)| net.contains(&v6))
                .map(|(_, why)| *why)
                .or_else(|| (!GLOBAL_V6.contains(&v6)).then_some("reserved")),
        },
    }
}

/// Networks that the operator lists: addresses in them may be called, also without TLS.
#[derive(Debug, Clone, Default)]
pub struct Allowed(Vec<IpNet>);

impl Allowed {
    /// These networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether an address is listed, in any of its forms.
    pub fn lists(&self, address: IpAddr) -> bool {
        let inner = match address {
            IpAddr::V6(v6) => carried(v6).map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        self.0
            .iter()
            .any(|net| net.contains(&address) || inner.is_some_and(|inner| net.contains(&inner)))
    }

    /// Judges one address. `plain` is a call without TLS, which goes to listed addresses only.
    ///
    /// # Errors
    ///
    /// [`NotThere`] with the reason.
    pub fn judge(&self, address: IpAddr, plain: bool) -> Result<(), NotThere> {
        if self.lists(address) {
            return Ok(());
        }
        match special(address) {
            Some(why) => Err(NotThere(why)),
            None if plain => Err(NotThere("https_required")),
            None => Ok(()),
        }
    }

    /// Judges all addresses of a name: one that may not be called refuses the name, whatever the others are.
    ///
    /// # Errors
    ///
    /// [`NotThere`] with the reason.
    pub fn judge_all(&self, addresses: &[IpAddr], plain: bool) -> Result<(), NotThere> {
        addresses.iter().try_for_each(|a| self.judge(*a, plain))
    }
}

/// A network of the command line: `10.1.0.0/16`, or one address.
///
/// # Errors
///
/// The words for the usage error.
pub fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| one())
        .map_err(|_| "a network such as 10.1.0.0/16 or one address".to_owned())
}

/// Whom a URL calls: a name that has to be asked for, or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// A name.
    Name(String),
    /// An address as it stands in the URL.
    Address(IpAddr),
}

/// A URL that is one for webhooks by its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The URL as it is called.
    pub url: Url,
    /// Whom it calls.
    pub callee: Callee,
    /// Without TLS.
    pub plain: bool,
}

/// Reads a URL. Unusual spellings of addresses (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`) come out as what they mean.
///
/// # Errors
///
/// [`NotThere`] with the reason.
pub fn target(text: &str) -> Result<Target, NotThere> {
    if text.chars().count() > URL_CHARACTERS {
        return Err(NotThere("too_long"));
    }
    let mut url = Url::parse(text.trim()).map_err(|_| NotThere("not_a_url"))?;
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(NotThere("https_required")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotThere("name_or_password_in_url"));
    }
    url.set_fragment(None);
    let callee = match url.host() {
        Some(Host::Domain(name)) => Callee::Name(name.to_owned()),
        Some(Host::Ipv4(v4)) => Callee::Address(v4.into()),
        Some(Host::Ipv6(v6)) => Callee::Address(v6.into()),
        None => return Err(NotThere("not_a_url")),
    };
    Ok(Target { url, callee, plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(address: &str) -> Option<&'static str> {
        special(address.parse().unwrap())
    }

    #[test]
    fn a11_no_special_address_is_public_in_any_of_its_forms() {
        for (address, reason) in [
            ("0.0.0.0", "unspecified"),
            ("0.1.2.3", "unspecified"),
            ("10.0.0.0", "private"),
            ("10.255.255.255", "private"),
            ("100.64.0.1", "private"),
            ("100.127.255.255", "private"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("169.254.0.1", "link_local"),
            ("169.254.169.254", "link_local"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.0.0.8", "reserved"),
            ("192.0.2.1", "documentation"),
            ("192.88.99.1", "reserved"),
            ("192.168.0.1", "private"),
            ("198.18.0.1", "benchmark"),
            ("198.19.255.255", "benchmark"),
            ("198.51.100.1", "documentation"),
            ("203.0.113.1", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "reserved"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::2", "unspecified"),
            ("::ffff:127.0.0.1", "loopback"),
            ("::ffff:169.254.169.254", "link_local"),
            ("::ffff:0:10.0.0.1", "private"),
            ("::10.0.0.1", "private"),
            ("64:ff9b::7f00:1", "loopback"),
            ("64:ff9b::a9fe:a9fe", "link_local"),
            ("64:ff9b:1::1", "translated"),
            ("100::1", "reserved"),
            ("2001::1", "translated"),
            ("2001:2::1", "benchmark"),
            ("2001:10::1", "reserved"),
            ("2001:db8::1", "documentation"),
            ("2002:7f00:1::", "loopback"),
            ("2002:c0a8:1::1", "private"),
            ("3fff::1", "documentation"),
            ("4000::1", "reserved"),
            ("fc00::1", "unique_local"),
            ("fdff::1", "unique_local"),
            ("fe80::1", "link_local"),
            ("fec0::1", "private"),
            ("ff02::1", "multicast"),
        ] {
            assert_eq!(why(address), Some(reason), "{address}");
        }
    }

    #[test]
    fn the_neighbours_of_special_ranges_are_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2400:3200::1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert_eq!(why(address), None, "{address}");
        }
    }

    #[test]
    fn the_operator_opens_exactly_what_is_listed() {
        let allowed = Allowed::new(vec![network("10.1.0.0/16").unwrap()]);
        let judge = |address: &str, plain| allowed.judge(address.parse().unwrap(), plain);
        assert_eq!(judge("10.1.2.3", false), Ok(()));
        assert_eq!(judge("10.1.2.3", true), Ok(()));
        assert_eq!(judge("::ffff:10.1.2.3", true), Ok(()));
        assert_eq!(judge("10.2.0.1", false), Err(NotThere("private")));
        assert_eq!(judge("1.1.1.1", false), Ok(()));
        assert_eq!(judge("1.1.1.1", true), Err(NotThere("https_required")));
        let both = ["1.1.1.1", "10.2.0.1"].map(|a| a.parse().unwrap());
        let refused = allowed.judge_all(&both, false);
        assert_eq!(refused, Err(NotThere("private")), "one is enough");
        assert!(
            network("10.1.2.3")
                .unwrap()
                .contains(&IpAddr::from([10, 1, 2, 3]))
        );
        assert!(network("ten").is_err());
    }

    #[test]
    fn a11_an_address_in_disguise_is_read_as_what_it_means() {
        for (text, address) in [
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://0177.0.0.1:8080/x", "127.0.0.1"),
            ("https://[::ffff:7f00:1]/", "::ffff:127.0.0.1"),
            ("https://１２７.0.0.1/", "127.0.0.1"),
        ] {
            let callee = target(text).unwrap().callee;
            assert_eq!(callee, Callee::Address(address.parse().unwrap()), "{text}");
        }
        for (text, reason) in [
            ("ftp://a.example/", "https_required"),
            ("file:///etc/passwd", "https_required"),
            ("https://user@a.example/", "name_or_password_in_url"),
            ("https://:secret@a.example/", "name_or_password_in_url"),
            ("https://", "not_a_url"),
            ("/relative", "not_a_url"),
        ] {
            assert_eq!(target(text), Err(NotThere(reason)), "{text}");
        }
        let named = target("https://A.Example:8443/in?x=1#part").unwrap();
        assert_eq!(named.callee, Callee::Name("a.example".to_owned()));
        assert_eq!(named.url.as_str(), "https://a.example:8443/in?x=1");
    }
}
