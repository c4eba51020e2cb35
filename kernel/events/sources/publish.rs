// SPDX-License-Identifier: GPL-2.0

//! Events that other modules publish: `kernel/events/klink_events.h`.

use klink_kernel::hook::{Listener, Publication, Publications};
use klink_kernel::module::ring::PAYLOAD_MAX;
use klink_kernel::netlink;
use klink_kernel::protocol::events::{event, Kind};
use klink_kernel::wire::Header;

use super::Journal;

/// Called in the context of the module that publishes.
impl Listener<Publications> for Journal {
    fn notify(&self, publication: Publication<'_>) -> netlink::Result {
        let (publisher, what) = (publication.publisher()?, publication.what()?);
        let fields = publication.fields()?;
        self.try_append::<{ Header::LEN + PAYLOAD_MAX }, netlink::Error>(
            Kind::PUBLISH,
            |attributes| {
                attributes.put_string(event::MODULE, publisher)?;
                attributes.put_string(event::TEXT, what)?;
                for field in fields {
                    let (name, value) = field?;
                    attributes.put_field(name, &value)?;
                }
                Ok(())
            },
        )?;
        Ok(())
    }
}
