// SPDX-License-Identifier: GPL-2.0

//! Operations of a description that must not compile: one is missing, doubled, unknown, or of another access.

use klink_kernel::netlink::{ExtAck, Result};

/// A family as it is generated, with one operation for everybody and one for administrators.
macro_rules! family {
    ($module:ident $type:ident) => {
        struct $type;

        mod $module {
            klink_kernel::family_request! {
                Lamps request Get [GET 1] {
                    id = 1: required (u32 as u32) [u32().max(7)];
                } {
                } PutLamp 8
            }

            klink_kernel::family_request! {
                Lamps request Set [SET 5] {
                    ids = 1: several (u32 as u32) [u32()];
                    dim = 2: flag (bool as flag) [flag()];
                    color = 3: optional (Color<'a> as nested) [nested(&COLOR)];
                    colors = 4: optional (klink_kernel::netlink::genl::Items<'a, Color<'a>> as nested) [nested_array(&COLOR)];
                    bytes = 5: optional (&'a [u8] as payload) [bytes().min(2)];
                } {
                }
            }

            klink_kernel::family_nest! {
                Color COLOR 2 {
                    parts = 1: several (u8 as u8) [u8()];
                    bright = 2: flag (bool as flag) [flag()];
                }
            }

            klink_kernel::family_message! {
                PutLamp {
                    id = 1: put_u32 [u32];
                    dim = 2: flag [bool];
                    others = 3: nests [PutLamp];
                }
            }

            klink_kernel::family_operations! {
                Lamps "lamps" 1 {
                    get Get = 1: Anyone;
                    set Set = 2: NetAdmin;
                } {
                } {
                    doit Get;
                    doit Set;
                } {
                } {
                }
            }
        }
    };
}

// This one compiles, so that the others fail for the reason given.
family!(sound Sound);

impl sound::Operations for Sound {
    fn get(&self, get: sound::Get<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        get.reply(|lamp| lamp.id(get.id().value))
    }

    fn set(&self, set: sound::NetAdmin<sound::Set<'_, Self>>, _ack: &mut ExtAck<'_>) -> Result {
        let mut bright = set.dim();
        for color in set.colors().into_iter().flat_map(|colors| colors.value) {
            bright |= color.bright() && color.parts().all(|part| part.value > 0);
        }
        match bright && set.ids().any(|id| id.value == 7) && set.color().is_some() {
            true => Ok(()),
            false => Err(kernel::error::code::EINVAL.into()),
        }
    }
}

family!(missing Missing);

//~ not all trait items implemented, missing: `set`
impl missing::Operations for Missing {
    fn get(&self, _get: missing::Get<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }
}

family!(doubled Doubled);

impl doubled::Operations for Doubled {
    fn get(&self, _get: doubled::Get<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }

    //~ duplicate definitions with name `get`
    fn get(&self, _get: doubled::Get<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }

    fn set(
        &self,
        _set: doubled::NetAdmin<doubled::Set<'_, Self>>,
        _ack: &mut ExtAck<'_>,
    ) -> Result {
        Ok(())
    }
}

family!(unknown Unknown);

impl unknown::Operations for Unknown {
    fn get(&self, _get: unknown::Get<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }

    fn set(
        &self,
        _set: unknown::NetAdmin<unknown::Set<'_, Self>>,
        _ack: &mut ExtAck<'_>,
    ) -> Result {
        Ok(())
    }

    //~ method `clear` is not a member of trait `unknown::Operations`
    fn clear(&self) {}
}

family!(access Unprivileged);

impl access::Operations for Unprivileged {
    /// A reader has no rights.
    //~ method `get` has an incompatible type for trait
    fn get(&self, _get: access::NetAdmin<access::Get<'_, Self>>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }

    /// A writer is an administrator.
    //~ method `set` has an incompatible type for trait
    fn set(&self, _set: access::Set<'_, Self>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }
}

/// Nothing but the family says that somebody has rights.
pub fn forged(set: sound::Set<'_, Sound>) {
    let _ = sound::NetAdmin(set); //~ tuple struct constructor `NetAdmin` is private
}
