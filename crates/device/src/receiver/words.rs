//! Why a receiver stopped, in both languages, with what to do.

use std::io::{Error, ErrorKind};

use handheld_contract::views::Text;

fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

/// Why a line ended or could not be opened. It is tried again by itself.
pub(super) fn stopped(why: &Error) -> Text {
    match why.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => text(
            "接收机断开了连接，正在自动重连。",
            "The receiver closed the connection; it is tried again by itself.",
        ),
        ErrorKind::ConnectionRefused => text(
            "该地址没有接收机在监听，请检查端口和接收机的输出设置；会自动重试。",
            "Nothing listens at this address: check the port and the output settings of the receiver. It is tried again by itself.",
        ),
        ErrorKind::TimedOut => text(
            "接收机没有应答，请检查网络或热点；会自动重试。",
            "The receiver does not answer: check the network or hotspot. It is tried again by itself.",
        ),
        ErrorKind::NotFound => text(
            "找不到该串口，请检查连接线或蓝牙配对；会自动重试。",
            "There is no such port: check the cable or the Bluetooth pairing. It is tried again by itself.",
        ),
        ErrorKind::PermissionDenied => text(
            "没有使用该串口的权限，请把当前用户加入串口用户组（dialout）；会自动重试。",
            "This user may not use the port: add the user to the group of serial ports (dialout). It is tried again by itself.",
        ),
        _ => text(
            "连接不上接收机，请检查地址、网络和接收机；会自动重试。",
            "The receiver cannot be reached: check the address, the network and the receiver. It is tried again by itself.",
        ),
    }
}

/// That a log has been given to its end.
pub(super) fn log_ended() -> Text {
    text("记录已放完。", "The log is at its end.")
}
