//! `enrol`, `status`, `sync`.

use std::sync::Arc;

use clap::Args;
use handheld_contract::views::session::SessionView;
use handheld_contract::{Code, Problem};
use handheld_device::{Device, Synced};
use serde_json::json;

use super::read;
use crate::output::{Answer, Context, Failure};

#[derive(Debug, Args)]
pub(crate) struct EnrolArguments {
    /// 中心地址 | Address of the centre
    #[arg(long, value_name = "URL")]
    server: String,
    /// 一次性登记码 | One-time code
    #[arg(long)]
    code: String,
    /// 本机名称 | Name of this device [default: its host name]
    #[arg(long, default_value = "")]
    name: String,
}

pub(super) async fn enrol(
    device: &Device,
    arguments: &EnrolArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let EnrolArguments { server, code, name } = arguments;
    device.enrol(server, code, name, context.lang).await?;
    let view = device.call("session", json!({}), context.lang).await?;
    let view: SessionView = read(view)?;
    let answer = json!({
        "device": view.device,
        "person": view.person,
        "organisation": view.organisation,
        "role": view.role,
    });
    let person = view.person.map(|p| p.name).unwrap_or_default();
    let unit = view.organisation.map(|o| o.name).unwrap_or_default();
    let text = context.lang.pick(
        format!("已登记：{person}，{unit}。接着运行 handheld sync"),
        format!("Enrolled for {person}, {unit}. Next: handheld sync"),
    );
    Answer::new(answer, text)
}

pub(super) async fn status(device: &Device, context: &Context) -> Result<Answer, Failure> {
    device.flush().await?;
    let status = device.status().await?;
    let never = context.lang.pick("从未", "never");
    let last = status.last_sync.as_deref().unwrap_or(never);
    let (unsent, photos) = (status.unsent, status.photos_unsent);
    let (refused, conflicts) = (status.quarantined, status.conflicts);
    let free = status.free_bytes / 1_048_576;
    let catalogue = &status.catalogue;
    let text = context.lang.pick(
        format!(
            "待发送 {unsent} 处修改、{photos} 张照片\n上次同步 {last}\n未被接收 {refused}，答案冲突 {conflicts}\n剩余空间 {free} MiB\n目录版本 {catalogue}"
        ),
        format!(
            "To be sent: {unsent} changes, {photos} photos\nLast sync: {last}\nRefused: {refused}, conflicts: {conflicts}\nFree: {free} MiB\nCatalogue: {catalogue}"
        ),
    );
    Answer::new(&status, text)
}

fn words(done: &Synced, context: &Context) -> String {
    let Synced {
        sent,
        received,
        photos_sent,
        bytes_up,
        bytes_down,
        requests,
        rejected,
    } = done;
    let mut text = context.lang.pick(
        format!(
            "已发送 {sent} 处修改、{photos_sent} 张照片，收到 {received} 处（{requests} 次请求，上行 {bytes_up}、下行 {bytes_down} 字节）"
        ),
        format!(
            "Sent {sent} changes and {photos_sent} photos, received {received} ({requests} requests, {bytes_up} bytes up, {bytes_down} down)"
        ),
    );
    for one in rejected {
        let (doc, code, rule) = (one.doc, one.code.as_str(), &one.rule);
        text += &context.lang.pick(
            format!("\n未被接收：{doc}（{code}：{rule}），内容仍在本机"),
            format!("\nNot taken: {doc} ({code}: {rule}); it is kept here"),
        );
    }
    text
}

pub(super) async fn sync(
    device: &Arc<Device>,
    watch: bool,
    context: &Context,
) -> Result<Answer, Failure> {
    let done = device.sync().await?;
    if !watch {
        let text = words(&done, context);
        return Answer::new(&done, text);
    }
    context.show(&Answer::new(&done, words(&done, context))?);
    let mut rounds = device.rounds();
    let background = device.spawn();
    loop {
        tokio::select! {
            stopped = stop() => {
                stopped.map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))?;
                drop(background);
                return status(device, context).await;
            }
            done = rounds.recv() => match done {
                Ok(done) => context.show(&Answer::new(&done, words(&done, context))?),
                // Missed while the terminal was slow; the next one comes.
                Err(_) => continue,
            }
        }
    }
}

/// Ctrl-C, or a polite request of the system to end.
async fn stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = term.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
