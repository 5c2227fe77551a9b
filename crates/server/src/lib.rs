//! The centre: sign-in, people and devices, sync, the API and the screens, behind one address.
//!
//! Use cases are in `app`, the exchange in `sync`, keeping in `store`; here are sockets, the wall clock, rights ([`authorize`]) and the
//! processes that look at foreign bytes ([`admission`]). Invariant: no route reads a record before `authorize` has allowed it.

pub mod admission;
pub mod authorize;
pub mod backup;
pub mod cases;
pub mod catalogue;
pub mod centre;
pub mod chance;
pub mod commands;
pub mod directory;
pub mod enrol;
pub mod exchange;
pub mod http;
pub mod import;
pub mod key;
pub mod openapi;
pub mod password;
pub mod photos;
pub mod sample;
pub mod serve;
pub mod sign_in;
pub mod systems;
pub mod tries;
pub mod webhooks;
