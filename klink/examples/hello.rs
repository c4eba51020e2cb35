// SPDX-License-Identifier: MIT OR Apache-2.0

//! Says hello to the module that has protocol 30, such as `klink_echo.ko`: `cargo run --example hello`

fn main() -> Result<(), klink::Error> {
    let mut client = klink::echo::Client::open(klink::echo::PROTOCOL)?;
    let answer = client.say("Hello from user space")?;
    println!("{}", String::from_utf8_lossy(answer));
    Ok(())
}
