// SPDX-License-Identifier: GPL-2.0

//! Macros that the output of `klink generate rust --kernel` for a description calls: a line an attribute or an
//! operation. Nobody else uses them.

use core::marker::PhantomData;

use super::Info;
use crate::netlink::{Attr, Attrs, Error, ExtAck, Result};
use kernel::error::code::EINVAL;

/// An attribute of a request, which follows its policy: what it holds, and itself, by which a refusal names it.
#[derive(Clone, Copy)]
pub struct AttrValue<'a, T> {
    /// The value.
    pub value: T,
    /// The attribute.
    pub attr: Attr<'a>,
}

impl<'a, T> AttrValue<'a, T> {
    /// The attribute, if it is there.
    #[inline]
    pub fn optional(attr: Option<Attr<'a>>, read: fn(Attr<'a>) -> Option<T>) -> Option<Self> {
        let attr = attr?;
        let value = read(attr)?;
        Some(Self { value, attr })
    }

    /// The attribute of this type; if it is missing, `ack` reports it.
    #[inline]
    pub fn required(
        info: &Info<'a>,
        kind: u16,
        read: fn(Attr<'a>) -> Option<T>,
        ack: &mut ExtAck<'_>,
    ) -> Result<Self> {
        let attr = info.require(kind, ack)?;
        Self::optional(Some(attr), read).ok_or(Error::from(EINVAL))
    }

    /// The last attribute of this type, which is the one that counts.
    #[inline]
    pub fn last(attrs: Attrs<'a>, kind: u16, read: fn(Attr<'a>) -> Option<T>) -> Option<Self> {
        AttrValues::new(attrs, kind, read).last()
    }
}

/// The attributes of one type, where there may be several.
#[derive(Clone, Copy)]
pub struct AttrValues<'a, T> {
    attrs: Attrs<'a>,
    kind: u16,
    read: fn(Attr<'a>) -> Option<T>,
}

impl<'a, T> AttrValues<'a, T> {
    /// The attributes of this type among `attrs`.
    #[inline]
    pub fn new(attrs: Attrs<'a>, kind: u16, read: fn(Attr<'a>) -> Option<T>) -> Self {
        Self { attrs, kind, read }
    }
}

impl<'a, T> Iterator for AttrValues<'a, T> {
    type Item = AttrValue<'a, T>;

    #[inline]
    fn next(&mut self) -> Option<AttrValue<'a, T>> {
        let kind = self.kind;
        let mut attrs = self.attrs.by_ref().map_while(|attr| attr.ok());
        let attr = attrs.find(|attr| attr.kind() == kind)?;
        AttrValue::optional(Some(attr), self.read)
    }
}

/// The elements of an array of nests.
#[derive(Clone, Copy)]
pub struct Items<'a, T>(Attrs<'a>, PhantomData<fn() -> T>);

impl<'a, T> From<Attrs<'a>> for Items<'a, T> {
    fn from(attrs: Attrs<'a>) -> Self {
        Self(attrs, PhantomData)
    }
}

impl<'a, T: From<Attrs<'a>>> Iterator for Items<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        Some(T::from(self.0.next()?.ok()?.nested()))
    }
}

/// A description, as a note of the module's file, which the kernel shows to everybody in `/sys/module/NAME/notes`.
#[repr(C)]
pub struct Note<const N: usize> {
    name_len: u32,
    len: u32,
    kind: u32,
    name: [u8; 8],
    text: [u8; N],
}

impl<const N: usize> Note<N> {
    /// A note with this text, which has `N` bytes; of one that is shorter, nobody can make anything.
    pub const fn new(text: &str) -> Self {
        let text = match text.as_bytes().first_chunk() {
            Some(text) => *text,
            None => [b' '; N],
        };
        Self {
            name_len: 6,
            len: N as u32,
            kind: 1,
            name: *b"klink\0\0\0",
            text,
        }
    }
}

/// A family's description in the module's file.
#[macro_export]
macro_rules! family_description {
    ($text:literal) => {
        #[link_section = ".note.klink"]
        #[used]
        static DESCRIPTION: $crate::netlink::genl::Note<{ $text.len() }> =
            $crate::netlink::genl::Note::new($text);
    };
}

/// A family of a description: its operations as the methods of one trait, its groups and its notifications.
#[macro_export]
macro_rules! family_operations {
    ($family:ident $name:literal $version:literal {
        $($do:ident $do_request:ident = $do_cmd:literal: $do_access:ident;)*
    } {
        $($start:ident $next:ident $done:ident $cursor:ident $dump_request:ident = $dump_cmd:literal: $dump_access:ident;)*
    } {
        $($row:ident $row_request:ident;)*
    } {
        $($group:ident $group_name:literal $join:ident = $index:literal;)*
    } {
        $($event:ident = $event_cmd:literal $put:ident $room:tt $event_group:tt;)*
    }) => {
        /// The operations.
        pub(super) trait Operations: Sized + Send + Sync + 'static {
            /// Whether the family exists in every network namespace, or in the initial one only.
            const NAMESPACES: bool = false;

            $(
                /// Performs the operation.
                fn $do(
                    &self,
                    request: $crate::family_access!(type $do_access $do_request<'_, Self>),
                    ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result;
            )*

            $(
                /// The position of a dump.
                type $cursor: Copy + Default + Send;

                /// Begins a dump.
                fn $start(
                    &self,
                    _request: $crate::family_access!(type $dump_access $dump_request<'_, Self>),
                    _cursor: &mut Self::$cursor,
                    _ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result {
                    Ok(())
                }

                /// Fills a datagram of a dump.
                fn $next(
                    &self,
                    request: $crate::family_access!(type $dump_access &$crate::netlink::genl::Info<'_>),
                    cursor: &mut Self::$cursor,
                    datagram: &mut $crate::netlink::genl::DumpDatagram<'_>,
                    ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result<$crate::netlink::genl::Progress>;

                /// Ends a dump.
                fn $done(&self, _cursor: &mut Self::$cursor) {}
            )*
        }

        /// The family, whose operations work on `S`.
        pub(super) struct $family<S>(::core::marker::PhantomData<fn() -> S>);

        impl<S: Operations> $crate::netlink::genl::Definition for $family<S> {
            type State = S;

            const NAME: &'static str = $name;
            const VERSION: u8 = $version;
            const OPS: &'static [$crate::netlink::genl::Op<Self>] =
                &[$($crate::netlink::genl::Op::$row::<$row_request<'static, S>>()),*];
            const GROUPS: &'static [$crate::netlink::genl::Group] = &[$(
                $crate::netlink::genl::Group::new($group_name, $crate::netlink::genl::Join::$join)
            ),*];
            const NAMESPACES: bool = S::NAMESPACES;
        }

        $(
            impl<S: Operations> $crate::netlink::genl::Do<$family<S>> for $do_request<'_, S> {
                const CMD: u8 = $do_cmd;
                const ACCESS: $crate::netlink::genl::Access =
                    $crate::netlink::genl::Access::$do_access;
                const POLICY: $crate::netlink::genl::PolicyRef = Self::RULES;

                fn run(
                    state: &S,
                    request: &$crate::netlink::genl::Request<'_, $family<S>>,
                    ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result {
                    let request = $do_request::received(request, ack)?;
                    state.$do($crate::family_access!(of $do_access request), ack)
                }
            }
        )*

        $(
            impl<S: Operations> $crate::netlink::genl::Dump<$family<S>> for $dump_request<'_, S> {
                const CMD: u8 = $dump_cmd;
                const ACCESS: $crate::netlink::genl::Access =
                    $crate::netlink::genl::Access::$dump_access;
                const POLICY: $crate::netlink::genl::PolicyRef = Self::RULES;

                type Cursor = S::$cursor;

                fn start(
                    state: &S,
                    request: &$crate::netlink::genl::Info<'_>,
                    cursor: &mut Self::Cursor,
                    ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result {
                    let request = $dump_request::received(request, ack)?;
                    state.$start($crate::family_access!(of $dump_access request), cursor, ack)
                }

                #[inline]
                fn next(
                    state: &S,
                    request: &$crate::netlink::genl::Info<'_>,
                    cursor: &mut Self::Cursor,
                    datagram: &mut $crate::netlink::genl::DumpDatagram<'_>,
                    ack: &mut $crate::netlink::ExtAck<'_>,
                ) -> $crate::netlink::Result<$crate::netlink::genl::Progress> {
                    let request = $crate::family_access!(of $dump_access request);
                    state.$next(request, cursor, datagram, ack)
                }

                fn done(state: &S, cursor: &mut Self::Cursor) {
                    state.$done(cursor);
                }
            }
        )*

        /// A request of a process with `CAP_NET_ADMIN` in the initial user namespace. Nothing else makes one.
        #[allow(dead_code)]
        pub(super) struct NetAdmin<T>(T);

        impl<T> ::core::ops::Deref for NetAdmin<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        /// A request of a process with `CAP_NET_ADMIN` in the user namespace that owns the network namespace. Nothing
        /// else makes one.
        #[allow(dead_code)]
        pub(super) struct NamespaceNetAdmin<T>(T);

        impl<T> ::core::ops::Deref for NamespaceNetAdmin<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        $(
            /// The index of a group.
            #[allow(dead_code)]
            pub(super) const $group: usize = $index;
        )*

        $(
            /// A notification.
            #[allow(dead_code)]
            pub(super) struct $event;

            #[allow(dead_code)]
            impl $event {
                /// Its number.
                pub(super) const CMD: u8 = $event_cmd;

                $crate::family_event!($family $put $room $event_group);
            }
        )*
    };
}

/// The type of what a process asks for, with the right that it has, and how one is made.
#[doc(hidden)]
#[macro_export]
macro_rules! family_access {
    (type Anyone $of:ty) => { $of };
    (type $access:ident $of:ty) => { $access<$of> };
    (of Anyone $of:ident) => { $of };
    (of $access:ident $of:ident) => { $access($of) };
}

/// How a notification is sent.
#[doc(hidden)]
#[macro_export]
macro_rules! family_event {
    // Its size or its group is not known.
    ($family:ident $put:ident _ $group:tt) => {};
    ($family:ident $put:ident $room:literal _) => {
        /// The most bytes of its attributes.
        pub(super) const ROOM: usize = $room;
    };
    ($family:ident $put:ident $room:literal $group:literal) => {
        $crate::family_event!($family $put $room _);

        /// Notifies the group of the change that a request has made.
        pub(super) fn notify<S: Operations>(
            request: &$crate::netlink::genl::Request<'_, $family<S>>,
            fill: impl FnOnce(&mut $put<'_, '_>) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            request.notify::<$group>(Self::CMD, $room, |message| fill(&mut $put::of(message)))
        }

        /// Sends it to the group in a namespace, in atomic context, if the group may have members.
        pub(super) fn multicast<S: Operations>(
            family: &$crate::netlink::genl::Family<$family<S>>,
            net: &$crate::netlink::Net,
            fill: impl FnOnce(&mut $put<'_, '_>) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            if !family.has_listeners::<$group>(net) {
                return Ok(());
            }
            let event =
                family.notification(Self::CMD, $room, |message| fill(&mut $put::of(message)))?;
            family.multicast::<$group>(net, event)?;
            Ok(())
        }
    };
}

/// A request of an operation: its policy, what it holds, and its reply.
#[macro_export]
macro_rules! family_request {
    ($family:ident $of:ident $name:ident [$($policy:ident $max:literal)?] {
        $($field:ident = $kind:literal: $need:ident ($ty:ty as $form:ident) [$($rule:tt)*];)*
    } {
        $($refused:literal $reason:literal;)*
    } $($reply:ident $room:tt)?) => {
        $crate::family_policy!([$($policy $max)?] { $($kind [$($rule)*])* $($refused [reject($reason)])* });

        /// A request.
        #[allow(dead_code)]
        pub(super) struct $name<'a, S> {
            request: &'a $crate::family_policy!(source $of $family 'a S),
            _state: ::core::marker::PhantomData<fn() -> S>,
            $($field: $crate::family_value!(stored $need 'a $ty),)*
        }

        #[allow(dead_code)]
        impl<'a, S: Operations> $name<'a, S> {
            const RULES: $crate::netlink::genl::PolicyRef = $crate::family_policy!(ref $($policy)?);

            #[inline]
            fn received(
                request: &'a $crate::family_policy!(source $of $family 'a S),
                _ack: &mut $crate::netlink::ExtAck<'_>,
            ) -> $crate::netlink::Result<Self> {
                Ok(Self {
                    request,
                    _state: ::core::marker::PhantomData,
                    $($field: $crate::family_value!(read $need request _ack $kind $form $ty),)*
                })
            }

            $(
                /// An attribute.
                pub(super) fn $field(&self) -> $crate::family_value!(type $need 'a $ty) {
                    $crate::family_value!(get $need (self.$field) (self.request) $kind $form $ty)
                }
            )*

            $($crate::family_reply!($reply $room);)?
        }

        impl<'a, S> ::core::ops::Deref for $name<'a, S> {
            type Target = $crate::family_policy!(source $of $family 'a S);

            fn deref(&self) -> &Self::Target {
                self.request
            }
        }
    };
}

/// The reply of a request. Its room is known, or the caller knows it.
#[doc(hidden)]
#[macro_export]
macro_rules! family_reply {
    ($put:ident $room:literal) => {
        /// The most bytes of the reply's attributes.
        pub(super) const ROOM: usize = $room;

        /// Sends the reply.
        pub(super) fn reply(
            &self,
            fill: impl FnOnce(&mut $put<'_, '_>) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            self.request
                .reply($room, |message| fill(&mut $put::of(message)))
        }
    };
    ($put:ident _) => {
        /// Sends the reply, whose attributes have so many bytes at most.
        pub(super) fn reply(
            &self,
            room: usize,
            fill: impl FnOnce(&mut $put<'_, '_>) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            self.request
                .reply(room, |message| fill(&mut $put::of(message)))
        }
    };
}

/// The table of a policy.
#[doc(hidden)]
#[macro_export]
macro_rules! family_policy {
    ([] {}) => {};
    ([$policy:ident $max:literal] { $($kind:literal [$($rule:tt)*])* }) => {
        static $policy: $crate::netlink::genl::Policy<{ $max + 1 }> =
            $crate::netlink::genl::Policy::new()
                $(.attr($kind, $crate::netlink::genl::Rule::$($rule)*))*;
    };
    (ref) => { $crate::netlink::genl::PolicyRef::NONE };
    (ref $policy:ident) => { $policy.as_ref() };
    (source request $family:ident $a:lifetime $state:ident) => {
        $crate::netlink::genl::Request<$a, $family<$state>>
    };
    (source info $family:ident $a:lifetime $state:ident) => { $crate::netlink::genl::Info<$a> };
}

/// A nest in requests: its policy, and what it holds, which is looked for when it is asked for.
#[macro_export]
macro_rules! family_nest {
    ($name:ident $policy:ident $max:literal {
        $($field:ident = $kind:literal: $need:ident ($ty:ty as $form:ident) [$($rule:tt)*];)*
    }) => {
        $crate::family_policy!([$policy $max] { $($kind [$($rule)*])* });

        /// A nest.
        #[derive(Clone, Copy)]
        pub(super) struct $name<'a>($crate::netlink::Attrs<'a>);

        impl<'a> From<$crate::netlink::Attrs<'a>> for $name<'a> {
            fn from(attrs: $crate::netlink::Attrs<'a>) -> Self {
                Self(attrs)
            }
        }

        #[allow(dead_code)]
        impl<'a> $name<'a> {
            $(
                /// An attribute.
                pub(super) fn $field(&self) -> $crate::family_value!(type $need 'a $ty) {
                    $crate::family_value!(find $need (self.0) $kind $form $ty)
                }
            )*
        }
    };
}

/// An attribute of a request: its type, and how it is read.
#[doc(hidden)]
#[macro_export]
macro_rules! family_value {
    (type flag $a:lifetime $ty:ty) => { $ty };
    (type required $a:lifetime $ty:ty) => { $crate::netlink::genl::AttrValue<$a, $ty> };
    (type optional $a:lifetime $ty:ty) => { Option<$crate::netlink::genl::AttrValue<$a, $ty>> };
    (type several $a:lifetime $ty:ty) => { $crate::netlink::genl::AttrValues<$a, $ty> };
    // What is required is read first, and all else when it is asked for.
    (stored required $a:lifetime $ty:ty) => { $crate::netlink::genl::AttrValue<$a, $ty> };
    (stored $need:ident $a:lifetime $ty:ty) => { () };
    (read required $request:ident $ack:ident $kind:literal $form:ident $ty:ty) => {
        $crate::netlink::genl::AttrValue::required(
            $request,
            $kind,
            |attr| $crate::family_value!(as attr $form $ty),
            $ack,
        )?
    };
    (read $need:ident $request:ident $ack:ident $kind:literal $form:ident $ty:ty) => { () };
    (get required ($stored:expr) ($request:expr) $kind:literal $form:ident $ty:ty) => { $stored };
    (get flag ($stored:expr) ($request:expr) $kind:literal $form:ident $ty:ty) => {
        $request.flag($kind)
    };
    (get optional ($stored:expr) ($request:expr) $kind:literal $form:ident $ty:ty) => {
        $crate::netlink::genl::AttrValue::optional(
            $request.attr($kind),
            |attr| $crate::family_value!(as attr $form $ty),
        )
    };
    (get several ($stored:expr) ($request:expr) $kind:literal $form:ident $ty:ty) => {
        $crate::family_value!(find several ($request.attrs()) $kind $form $ty)
    };
    (find flag ($attrs:expr) $kind:literal $form:ident $ty:ty) => {
        $crate::netlink::genl::AttrValue::last($attrs, $kind, |_| Some(())).is_some()
    };
    (find optional ($attrs:expr) $kind:literal $form:ident $ty:ty) => {
        $crate::netlink::genl::AttrValue::last(
            $attrs,
            $kind,
            |attr| $crate::family_value!(as attr $form $ty),
        )
    };
    (find several ($attrs:expr) $kind:literal $form:ident $ty:ty) => {
        $crate::netlink::genl::AttrValues::new(
            $attrs,
            $kind,
            |attr| $crate::family_value!(as attr $form $ty),
        )
    };
    (as $attr:ident string $ty:ty) => { Some($attr.string()) };
    (as $attr:ident payload $ty:ty) => { Some($attr.payload()) };
    (as $attr:ident nested $ty:ty) => { Some(<$ty>::from($attr.nested())) };
    (as $attr:ident $number:ident $ty:ty) => { $attr.$number().ok() };
}

/// The values of an enumeration, or of flags.
#[macro_export]
macro_rules! family_enum {
    ($name:ident $repr:ident { $($constant:ident = $value:literal;)* }) => {
        /// Values by name.
        #[allow(dead_code)]
        pub(super) struct $name;

        #[allow(dead_code)]
        impl $name {
            $(
                /// A value.
                pub(super) const $constant: $repr = $value;
            )*
        }
    };
}

/// The writer of the attributes of a set, one by one.
#[macro_export]
macro_rules! family_message {
    ($name:ident { $($field:ident = $kind:literal: $form:ident [$($ty:tt)+];)* }) => {
        /// Writes attributes.
        pub(super) struct $name<'m, 'b>(
            &'m mut $crate::netlink::Builder<'b, $crate::netlink::SkbTail>,
        );

        #[allow(dead_code)]
        impl<'m, 'b> $name<'m, 'b> {
            /// Into a message, or a nest.
            pub(super) fn of(
                message: &'m mut $crate::netlink::Builder<'b, $crate::netlink::SkbTail>,
            ) -> Self {
                Self(message)
            }

            $($crate::family_put!($field $kind $form $($ty)+);)*
        }
    };
}

/// How an attribute is written.
#[doc(hidden)]
#[macro_export]
macro_rules! family_put {
    ($field:ident $kind:literal flag $ty:ty) => {
        /// Writes a flag, if it is set.
        pub(super) fn $field(&mut self, value: $ty) -> $crate::netlink::Result {
            if value {
                self.0.put_flag($kind)?;
            }
            Ok(())
        }
    };
    ($field:ident $kind:literal nest $ty:ident) => {
        /// Writes a nest.
        pub(super) fn $field(
            &mut self,
            fill: impl FnOnce(&mut $ty<'_, 'b>) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            self.0.nest($kind, |nest| fill(&mut $ty::of(nest)))
        }
    };
    ($field:ident $kind:literal nests $ty:ident) => {
        /// Writes an array of nests.
        pub(super) fn $field<I>(
            &mut self,
            items: impl Iterator<Item = I>,
            mut fill: impl FnMut(&mut $ty<'_, 'b>, I) -> $crate::netlink::Result,
        ) -> $crate::netlink::Result {
            self.0.nest($kind, |array| {
                for (index, item) in (1..=u16::MAX >> 2).zip(items) {
                    array.nest(index, |nest| fill(&mut $ty::of(nest), item))?;
                }
                Ok(())
            })
        }
    };
    ($field:ident $kind:literal $put:ident $ty:ty) => {
        /// Writes an attribute.
        pub(super) fn $field(&mut self, value: $ty) -> $crate::netlink::Result {
            Ok(self.0.$put($kind, value)?)
        }
    };
}
