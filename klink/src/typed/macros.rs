// SPDX-License-Identifier: MIT OR Apache-2.0

//! The macros that generated code calls. Paths are whole, because a family may call something of its own `Option`.

/// The values of an enumeration: a number with names for some of its values.
#[doc(hidden)]
#[macro_export]
macro_rules! family_enum {
    ($name:ident $label:literal $ty:ident { $($entry:ident $text:literal = $value:literal;)* }) => {
        #[doc = $label]
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub $ty);

        impl $name {
            $(
                #[doc = $text]
                pub const $entry: Self = Self($value);
            )*

            /// The value's name in the description, if it has one.
            #[inline]
            pub fn name(self) -> ::core::option::Option<&'static str> {
                $crate::typed::name_of(self)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::typed::debug_scalar(f, *self)
            }
        }

        impl $crate::typed::Scalar for $name {
            const NAMES: $crate::typed::Names = $crate::typed::Names::Values(&[$(($value, $text)),*]);

            #[inline]
            fn of(number: u64) -> Self {
                Self(number as $ty)
            }

            #[inline]
            fn raw(self) -> u64 {
                $crate::typed::Scalar::raw(self.0)
            }
        }
    };
}

/// Flags: a number with names for some of its bits.
#[doc(hidden)]
#[macro_export]
macro_rules! family_flags {
    ($name:ident $label:literal $ty:ident { $($entry:ident $text:literal = $value:literal;)* }) => {
        #[doc = $label]
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub $ty);

        impl $name {
            $(
                #[doc = $text]
                pub const $entry: Self = Self($value);
            )*

            /// Whether all of these flags are set.
            #[inline]
            pub const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }
        }

        impl ::core::ops::BitOr for $name {
            type Output = Self;

            #[inline]
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::typed::debug_scalar(f, *self)
            }
        }

        impl $crate::typed::Scalar for $name {
            const NAMES: $crate::typed::Names = $crate::typed::Names::Bits(&[$(($value, $text)),*]);

            #[inline]
            fn of(number: u64) -> Self {
                Self(number as $ty)
            }

            #[inline]
            fn raw(self) -> u64 {
                $crate::typed::Scalar::raw(self.0)
            }
        }
    };
}

/// A struct.
///
/// A member is `name "label" = offset, length` and what it is; `[U8 4]` is the member that selects it.
#[doc(hidden)]
#[macro_export]
macro_rules! family_struct {
    ($name:ident $put:ident $label:literal $len:literal $rests:literal { $(
        $m:ident $text:literal = $at:literal, $size:literal
        $(: $ty:ty as $how:ident)?
        $(maybe $oty:ty as $ohow:ident)?
        $(bits $bty:ty as $bhow:ident, $shift:literal, $count:literal)?
        $(view $v:ident $vput:ident [$($vkey:ident $vat:literal)?])?
        $(address [$($akey:ident $aat:literal)?])?
        $(group [$($pkey:ident $pat:literal)?])?
        $(array $nty:ty as $nhow:ident, $nlen:literal)?
        $(rest $rty:ty as $rhow:ident)?
        $(items $ity:ty as $ihow:ident)?
        $(views $s:ident $sput:ident)?
        $(nest $n:ident $nput:ident)?
        $(message $g:ident $gput:ident [$($gkey:ident $gat:literal)?])?
    ;)* }) => {
        #[doc = $label]
        #[derive(Clone, Copy)]
        pub struct $name<'a>($crate::typed::Over<'a>);

        // Names are the description's, and not all lines need what some do.
        #[allow(
            clippy::extra_unused_lifetimes,
            clippy::len_without_is_empty,
            clippy::needless_lifetimes,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::wrong_self_convention
        )]
        impl<'a> $name<'a> {
            /// All of its bytes.
            pub fn bytes(&self) -> &'a [u8] {
                self.0.bytes
            }

            $(
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $ty {
                        $crate::typed::field::<$ty, $crate::typed::$how>(self.0.bytes, $at, $size)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$oty> {
                        $crate::typed::maybe::<$oty, $crate::typed::$ohow>(self.0.bytes, $at, $size)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $bty {
                        $crate::typed::bits::<$bty, $crate::typed::$bhow>(self.0.bytes, $at, $shift, $count)
                            .unwrap_or_default()
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $v<'a> {
                        let key = $crate::typed::Key::None;
                        $(let key = $crate::typed::key_of_member::<$crate::typed::$vkey>(self.0.bytes, $vat, key);)?
                        $crate::typed::inner(self.0.bytes, $at, $size, key)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<::std::net::IpAddr> {
                        let key = self.0.key;
                        $(let key = $crate::typed::key_of_member::<$crate::typed::$akey>(self.0.bytes, $aat, key);)?
                        $crate::typed::address($crate::typed::member(self.0.bytes, $at, $size)?, key)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$crate::typed::GroupAddress<'a>> {
                        let key = self.0.key;
                        $(let key = $crate::typed::key_of_member::<$crate::typed::$pkey>(self.0.bytes, $pat, key);)?
                        $crate::typed::group_address($crate::typed::member(self.0.bytes, $at, $size)?, key)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Items<'a, $nty, $crate::typed::Plain<$crate::typed::$nhow>> {
                        let bytes = $crate::typed::member(self.0.bytes, $at, $size).unwrap_or_default();
                        $crate::typed::items_in(bytes, $nlen)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$rty> {
                        <$rty as $crate::typed::Value<'a, $crate::typed::$rhow>>::read(self.0.bytes.get($at..)?)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Items<'a, $ity, $crate::typed::Plain<$crate::typed::$ihow>> {
                        $crate::typed::items_in(self.0.bytes.get($at..).unwrap_or_default(), $size)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Items<'a, $s<'a>, $crate::typed::Nested> {
                        $crate::typed::items_in(self.0.bytes.get($at..).unwrap_or_default(), $size)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $n<'a> {
                        $crate::typed::inner(self.0.bytes, $at, self.0.bytes.len().saturating_sub($at), self.0.key)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$g<'a>> {
                        let key = self.0.key;
                        $(let key = $crate::typed::key_of_member::<$crate::typed::$gkey>(self.0.bytes, $gat, key);)?
                        let bytes = self.0.bytes.get($at..).filter(|bytes| !bytes.is_empty())?;
                        ::core::option::Option::Some(
                            <$g<'a> as $crate::typed::Selected<'a>>::select(key, bytes, key),
                        )
                    }
                )?
            )*
        }

        impl<'a> $crate::typed::View<'a> for $name<'a> {
            const LEN: usize = $len;
            const RESTS: bool = $rests;

            #[inline]
            fn over(over: $crate::typed::Over<'a>) -> Self {
                Self(over)
            }

            #[inline]
            fn of(&self) -> $crate::typed::Over<'a> {
                self.0
            }

            #[inline]
            fn walk(&self, taken: &'static $crate::Names, walk: &mut $crate::typed::Walk<'_>) {
                let all = self.0.bytes;
                $(
                    $(
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, $crate::typed::show_value::<$ty, $crate::typed::$how>);
                    )?
                    $(
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, $crate::typed::show_value::<$oty, $crate::typed::$ohow>);
                    )?
                    $(
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, |_, walk| {
                            $crate::typed::show_bits::<$bty, $crate::typed::$bhow>(self.$m(), walk);
                        });
                    )?
                    $(
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, |_, walk| {
                            $crate::typed::show_members::<$v<'a>>(&self.$m(), walk);
                        });
                    )?
                    $(
                        $(let _ = stringify!($akey);)?
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            $crate::typed::show_address(self.$m(), bytes, walk);
                        });
                    )?
                    $(
                        $(let _ = stringify!($pkey);)?
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            $crate::typed::show_group_address(self.$m(), bytes, walk);
                        });
                    )?
                    $(
                        let bytes = $crate::typed::member(all, $at, $size);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            $crate::typed::show_items::<$nty, $crate::typed::$nhow>(bytes, $nlen, walk);
                        });
                    )?
                    $(
                        let bytes = $crate::typed::behind(all, $at);
                        $crate::typed::show_member($text, bytes, taken, walk, $crate::typed::show_value::<$rty, $crate::typed::$rhow>);
                    )?
                    $(
                        let bytes = $crate::typed::behind(all, $at);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            $crate::typed::show_items::<$ity, $crate::typed::$ihow>(bytes, $size, walk);
                        });
                    )?
                    $(
                        let bytes = $crate::typed::behind(all, $at);
                        $crate::typed::show_member($text, bytes, taken, walk, $crate::typed::show_structs::<$s<'a>>);
                    )?
                    $(
                        let bytes = $crate::typed::behind(all, $at);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            $crate::typed::show_nest::<$n<'a>>(bytes, self.0.key, walk);
                        });
                    )?
                    $(
                        let bytes = $crate::typed::behind(all, $at);
                        $crate::typed::show_member($text, bytes, taken, walk, |bytes, walk| {
                            if let ::core::option::Option::<$g<'a>>::Some(message) = self.$m() {
                                $crate::typed::Selected::show(&message, bytes, $crate::typed::show_undecodable, walk);
                            }
                        });
                    )?
                )*
                $crate::typed::show_len($len, all, walk);
            }
        }

        impl ::core::fmt::Debug for $name<'_> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::typed::debug_view(f, self)
            }
        }

        impl $crate::typed::Front for $name<'_> {
            const BYTES: usize = $len;
        }

        #[doc = concat!("Writes ", $label, ".")]
        #[allow(missing_debug_implementations)] // There is nothing to see.
        pub struct $put<'o>($crate::typed::Place<'o>);

        impl<'o> $crate::typed::At<'o> for $put<'o> {
            #[inline]
            fn at(place: $crate::typed::Place<'o>) -> Self {
                Self(place)
            }
        }

        impl<'o> $crate::typed::Put<'o> for $put<'o> {
            const HEADER: usize = $len;
            const ATTRIBUTES: &'static [(
                u16,
                &'static str,
                ::core::option::Option<&'static $crate::Names>,
            )] = &[];

            #[inline]
            fn begin(out: &'o mut dyn $crate::typed::Out) -> Self {
                Self($crate::typed::Place::new(out, $len, false))
            }

            #[inline]
            fn place(&mut self) -> &mut $crate::typed::Place<'o> {
                &mut self.0
            }
        }

        // Names are the description's, and not all lines need what some do.
        #[allow(
            clippy::extra_unused_lifetimes,
            clippy::len_without_is_empty,
            clippy::needless_lifetimes,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::wrong_self_convention
        )]
        impl<'o> $put<'o> {
            $(
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<'a>(mut self, value: $ty) -> Self {
                        self.0.member::<$ty, $crate::typed::$how>($at, $size, &value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<'a>(mut self, value: $oty) -> Self {
                        self.0.member::<$oty, $crate::typed::$ohow>($at, $size, &value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, value: $bty) -> Self {
                        self.0.bits::<$bty, $crate::typed::$bhow>($at, $shift, $count, value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($vput<'n>) -> $vput<'n>) -> Self {
                        let _ = inner($crate::typed::At::at(self.0.at($at)));
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, value: ::std::net::IpAddr) -> Self {
                        $(let _ = stringify!($akey);)?
                        self.0.member::<::std::net::IpAddr, $crate::typed::Ip>($at, $size, &value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, value: $crate::typed::GroupAddress<'_>) -> Self {
                        $(let _ = stringify!($pkey);)?
                        self.0.group_address($at, $size, value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<'a>(mut self, values: impl ::core::iter::IntoIterator<Item = $nty>) -> Self {
                        self.0.members::<$nty, $crate::typed::$nhow>($at, $size, values);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<'a>(mut self, value: $rty) -> Self {
                        self.0.append::<$rty, $crate::typed::$rhow>(&value);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<'a>(mut self, values: impl ::core::iter::IntoIterator<Item = $ity>) -> Self {
                        for value in values {
                            self.0.append::<$ity, $crate::typed::$ihow>(&value);
                        }
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m<T>(
                        mut self,
                        items: impl ::core::iter::IntoIterator<Item = T>,
                        mut each: impl for<'n> ::core::ops::FnMut($sput<'n>, T) -> $sput<'n>,
                    ) -> Self {
                        for item in items {
                            let _ = each($crate::typed::Put::begin(self.0.out()), item);
                        }
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($nput<'n>) -> $nput<'n>) -> Self {
                        let _ = inner($crate::typed::Put::begin(self.0.out()));
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($gput<'n>) -> $gput<'n>) -> Self {
                        let place = $crate::typed::Place::new(self.0.out(), 0, false);
                        let _ = inner($crate::typed::At::at(place));
                        self
                    }
                )?
            )*
        }
    };
}

/// A sub-message: its content depends on a selector.
#[doc(hidden)]
#[macro_export]
macro_rules! family_message {
    ($name:ident $put:ident $label:literal [$($other:ident $omethod:ident = $obody:ty, $owriter:ty)?] { $(
        $variant:ident $method:ident $text:literal [$($word:literal)*] [$($number:literal)*] $nest:literal
        = $body:ty, $writer:ty
    ;)* }) => {
        #[doc = $label]
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum $name<'a> {
            $(
                #[doc = $text]
                $variant($body),
            )*
            $(
                /// The content for all other selectors.
                $other($obody),
            )?
            /// Of a kind that the description lacks, or shorter than it says.
            Unknown {
                /// The selector.
                key: $crate::typed::Key<'a>,
                /// All of its bytes.
                bytes: &'a [u8],
            },
        }

        impl<'a> $crate::typed::Selected<'a> for $name<'a> {
            #[allow(unused_variables)]
            #[inline]
            fn select(key: $crate::typed::Key<'a>, bytes: &'a [u8], inner: $crate::typed::Key<'a>) -> Self {
                let read = match key {
                    $(
                        $($crate::typed::Key::Text($word) => $crate::typed::Body::read(bytes, inner).map(Self::$variant),)*
                        $($crate::typed::Key::Number($number) => $crate::typed::Body::read(bytes, inner).map(Self::$variant),)*
                    )*
                    $(_ if true => $crate::typed::Body::read(bytes, inner).map(Self::$other),)?
                    _ => ::core::result::Result::Ok(Self::Unknown { key, bytes }),
                };
                read.unwrap_or(Self::Unknown { key, bytes })
            }

            #[inline]
            fn show(&self, bytes: &'a [u8], other: $crate::typed::ShowBytes, walk: &mut $crate::typed::Walk<'_>) {
                match self {
                    $(
                        Self::$variant(body) => {
                            walk.map(bytes, &mut |walk| $crate::typed::Body::fields(body, walk));
                        }
                    )*
                    $(
                        Self::$other(body) => {
                            walk.map(bytes, &mut |walk| $crate::typed::Body::fields(body, walk));
                        }
                    )?
                    Self::Unknown { bytes, .. } => other(bytes, walk),
                }
            }
        }

        #[doc = concat!("Writes ", $label, ".")]
        #[allow(missing_debug_implementations)] // There is nothing to see.
        pub struct $put<'o>($crate::typed::Place<'o>);

        impl<'o> $crate::typed::At<'o> for $put<'o> {
            #[inline]
            fn at(place: $crate::typed::Place<'o>) -> Self {
                Self(place)
            }
        }

        impl<'o> $put<'o> {
            $(
                #[doc = $text]
                #[inline]
                pub fn $method(mut self, inner: impl for<'w> ::core::ops::FnOnce($writer) -> $writer) -> Self {
                    if $nest {
                        self.0.mark();
                    }
                    let _ = inner($crate::typed::Put::begin(self.0.out()));
                    self
                }
            )*
            $(
                /// The content for all other selectors.
                #[inline]
                pub fn $omethod(mut self, inner: impl for<'w> ::core::ops::FnOnce($owriter) -> $owriter) -> Self {
                    self.0.mark();
                    let _ = inner($crate::typed::Put::begin(self.0.out()));
                    self
                }
            )?

            /// Bytes, as they are.
            #[inline]
            pub fn bytes(mut self, bytes: &[u8]) -> Self {
                self.0.out().raw(bytes);
                self
            }
        }
    };
}

/// A set of attributes.
///
/// An attribute is `name "label" = type` and what it is. `[Str 1]` after the set's name is the attribute by which
/// something inside of nests is selected.
#[doc(hidden)]
#[macro_export]
macro_rules! family_set {
    ($name:ident $put:ident $label:literal [$($front:ident $fput:ident)*] $keyed:literal
        [$($kw:ident $kat:literal)?] [$($pad:literal)*] [$($multi:literal)*] { $(
        $m:ident $text:literal = $kind:literal
        $(: $ty:ty as $how:ident)?
        $(flag $flag:literal)?
        $(multi $mty:ty as $mhow:ident)?
        $(packed $pty:ty as $phow:ident, $plen:literal)?
        $(indexed $ity:ty as $ihow:ident)?
        $(view $v:ident $vput:ident)?
        $(views $vs:ident $vsput:ident)?
        $(multi_view $mv:ident $mvput:ident)?
        $(indexed_views $iv:ident $ivput:ident)?
        $(nest $n:ident $nput:ident)?
        $(multi_nest $mn:ident $mnput:ident)?
        $(nests $ns:ident $nsput:ident)?
        $(type_value $t:ident $tput:ident $count:literal [$($level:literal)*])?
        $(message $g:ident $gput:ident [$($gkey:ident $gat:literal)?] [$($hkey:ident $hat:literal)?])?
        $(records $rbody:ty, $rput:ty, $rhow:ident $rat:literal)?
    ;)* }) => {
        #[doc = $label]
        #[derive(Clone, Copy)]
        pub struct $name<'a>($crate::typed::Over<'a>);

        // Names are the description's, and not all lines need what some do.
        #[allow(
            clippy::extra_unused_lifetimes,
            clippy::len_without_is_empty,
            clippy::needless_lifetimes,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::wrong_self_convention
        )]
        impl<'a> $name<'a> {
            /// All attributes, also those that have no method.
            #[inline]
            pub fn attrs(&self) -> $crate::Attrs<'a> {
                self.0.attrs()
            }

            /// The attributes' names.
            #[inline]
            pub const fn names() -> &'static $crate::Names {
                static NAMES: $crate::Names = $crate::Names {
                    header: 0,
                    attributes: &[$((
                        $kind,
                        $text,
                        $crate::typed::inside(&[$($n::names())? $($mn::names())?]),
                    )),*],
                };
                &NAMES
            }

            $(
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$ty> {
                        $crate::typed::value::<$ty, $crate::typed::$how>(self.0.attrs(), $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> bool {
                        $crate::typed::flag(self.0.attrs(), $kind) && $flag
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Multi<'a, $mty, $crate::typed::Plain<$crate::typed::$mhow>> {
                        $crate::typed::multi(self.0.attrs(), $kind, $crate::typed::Key::None)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Items<'a, $pty, $crate::typed::Plain<$crate::typed::$phow>> {
                        $crate::typed::items(self.0.attrs(), $kind, $plen)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Indexed<'a, $ity, $crate::typed::Plain<$crate::typed::$ihow>> {
                        $crate::typed::indexed(self.0.attrs(), $kind, $crate::typed::Key::None)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$v<'a>> {
                        $crate::typed::nest::<Self, _>(self.0, $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Items<'a, $vs<'a>, $crate::typed::Nested> {
                        let len = <$vs<'a> as $crate::typed::View<'a>>::LEN;
                        $crate::typed::items(self.0.attrs(), $kind, len)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Multi<'a, $mv<'a>, $crate::typed::Nested> {
                        $crate::typed::multi(self.0.attrs(), $kind, $crate::typed::Key::None)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Indexed<'a, $iv<'a>, $crate::typed::Nested> {
                        $crate::typed::indexed(self.0.attrs(), $kind, $crate::typed::Key::None)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$n<'a>> {
                        $crate::typed::nest::<Self, _>(self.0, $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Multi<'a, $mn<'a>, $crate::typed::Nested> {
                        $crate::typed::multi_nest::<Self, _>(self.0, $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Indexed<'a, $ns<'a>, $crate::typed::Nested> {
                        $crate::typed::nests::<Self, _>(self.0, $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$crate::typed::TypeValue<$t<'a>, $count>> {
                        $crate::typed::type_value::<Self, _, $count>(self.0, $kind)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> ::core::option::Option<$g<'a>> {
                        let key = self.0.key;
                        $(let key = $crate::typed::key_in_header::<$crate::typed::$hkey>(key, $hat);)?
                        $(let key = $crate::typed::key_of::<$crate::typed::$gkey>(self.0.attrs(), $gat, key);)?
                        $crate::typed::selected::<Self, _>(self.0, $kind, key)
                    }
                )?
                $(
                    #[doc = $text]
                    #[inline]
                    pub fn $m(&self) -> $crate::typed::Records<'a, $rbody, $crate::typed::$rhow> {
                        $crate::typed::records(self.0.attrs(), $kind, $rat)
                    }
                )?
            )*
        }

        impl<'a> $crate::typed::View<'a> for $name<'a> {
            const KEYED: bool = $keyed;
            $(
                const SELECTOR: ::core::option::Option<$crate::typed::Selector> =
                    ::core::option::Option::Some((<$crate::typed::$kw as $crate::typed::Selects>::key, $kat));
            )?
            const NAMES: fn() -> &'static $crate::Names = Self::names;

            #[inline]
            fn over(over: $crate::typed::Over<'a>) -> Self {
                Self(over)
            }

            #[inline]
            fn of(&self) -> $crate::typed::Over<'a> {
                self.0
            }

            #[inline]
            #[allow(unused_variables, unreachable_code)]
            fn walk(&self, _: &'static $crate::Names, walk: &mut $crate::typed::Walk<'_>) {
                let over = self.0;
                let table = (Self::names(), &[$($multi),*][..], &[$($pad),*][..]);
                let show = |kind: u16, bytes: &'a [u8], walk: &mut $crate::typed::Walk<'_>| {
                    match kind {
                        $($kind => {
                            $($crate::typed::show_value::<$ty, $crate::typed::$how>(bytes, walk))?
                            $($crate::typed::show_flag(bytes, $flag, walk))?
                            $($crate::typed::show_value::<$mty, $crate::typed::$mhow>(bytes, walk))?
                            $($crate::typed::show_items::<$pty, $crate::typed::$phow>(bytes, $plen, walk))?
                            $($crate::typed::show_indexed::<$ity, $crate::typed::$ihow>(bytes, walk))?
                            $($crate::typed::show_struct::<$v<'a>>(bytes, walk))?
                            $($crate::typed::show_structs::<$vs<'a>>(bytes, walk))?
                            $($crate::typed::show_struct::<$mv<'a>>(bytes, walk))?
                            $($crate::typed::show_indexed_structs::<$iv<'a>>(bytes, walk))?
                            $($crate::typed::show_nest::<$n<'a>>(bytes, $crate::typed::inner_key::<Self>(over), walk))?
                            $($crate::typed::show_nest::<$mn<'a>>(bytes, $crate::typed::inner_key::<Self>(over), walk))?
                            $($crate::typed::show_nests::<$ns<'a>>(bytes, $crate::typed::inner_key::<Self>(over), walk))?
                            $(
                                let key = $crate::typed::inner_key::<Self>(over);
                                $crate::typed::show_type_value::<$t<'a>, $count>(bytes, [$($level),*], key, walk)
                            )?
                            $(
                                let key = over.key;
                                $(let key = $crate::typed::key_in_header::<$crate::typed::$hkey>(key, $hat);)?
                                $(let key = $crate::typed::key_of::<$crate::typed::$gkey>(over.attrs(), $gat, key);)?
                                $crate::typed::show_selected::<$g<'a>>(bytes, key, $crate::typed::inner_key::<Self>(over), walk)
                            )?
                            $($crate::typed::show_records::<$rbody, $crate::typed::$rhow>(bytes, $rat, walk))?
                        })*
                        _ => return false,
                    }
                    true
                };
                $crate::typed::show_all(over.attrs(), table, &show, walk);
            }
        }

        impl ::core::fmt::Debug for $name<'_> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::typed::debug_view(f, self)
            }
        }

        #[doc = concat!("Writes ", $label, ".")]
        pub struct $put<'o, H = ()> {
            place: $crate::typed::Place<'o>,
            header: ::core::marker::PhantomData<fn() -> H>,
        }

        impl<'o, H: $crate::typed::Front> $crate::typed::Put<'o> for $put<'o, H> {
            const HEADER: usize = H::BYTES;
            const ATTRIBUTES: &'static [(
                u16,
                &'static str,
                ::core::option::Option<&'static $crate::Names>,
            )] = $name::names().attributes;

            #[inline]
            fn begin(out: &'o mut dyn $crate::typed::Out) -> Self {
                Self {
                    place: $crate::typed::Place::new(out, H::BYTES, true),
                    header: ::core::marker::PhantomData,
                }
            }

            fn place(&mut self) -> &mut $crate::typed::Place<'o> {
                &mut self.place
            }
        }

        $(
            impl<'o> $put<'o, $front<'static>> {
                /// The struct in front of the attributes.
                #[inline]
                pub fn header(
                    mut self,
                    inner: impl for<'n> ::core::ops::FnOnce($fput<'n>) -> $fput<'n>,
                ) -> Self {
                    let _ = inner($crate::typed::At::at(self.place.header()));
                    self
                }
            }
        )*

        // Names are the description's, and not all lines need what some do.
        #[allow(
            clippy::extra_unused_lifetimes,
            clippy::len_without_is_empty,
            clippy::needless_lifetimes,
            clippy::new_ret_no_self,
            clippy::should_implement_trait,
            clippy::wrong_self_convention
        )]
        impl<'o, H: $crate::typed::Front> $put<'o, H> {
            /// An attribute by its number.
            #[inline]
            pub fn attribute(mut self, kind: u16, bytes: &[u8]) -> Self {
                self.place.value::<&[u8], $crate::typed::Raw>(kind, &bytes);
                self
            }

            $(
                $(
                    #[doc = $text]
                    pub fn $m<'a>(self, value: $ty) -> Self {
                        $crate::typed::put::<Self, $ty, $crate::typed::$how>(self, $kind, value)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(self) -> Self {
                        $crate::typed::put_flag(self, $kind, $flag)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<'a>(self, value: $mty) -> Self {
                        $crate::typed::put::<Self, $mty, $crate::typed::$mhow>(self, $kind, value)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<'a>(mut self, values: impl ::core::iter::IntoIterator<Item = $pty>) -> Self {
                        self.place.items::<$pty, $crate::typed::$phow>($kind, values);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<'a>(mut self, values: impl ::core::iter::IntoIterator<Item = $ity>) -> Self {
                        self.place.indexed::<$ity, $crate::typed::$ihow>($kind, values);
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($vput<'n>) -> $vput<'n>) -> Self {
                        let start = $crate::typed::open(&mut self.place, $kind, false);
                        let _ = inner($crate::typed::Put::begin(self.place.out()));
                        $crate::typed::close(self, start)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<T>(
                        mut self,
                        items: impl ::core::iter::IntoIterator<Item = T>,
                        mut each: impl for<'n> ::core::ops::FnMut($vsput<'n>, T) -> $vsput<'n>,
                    ) -> Self {
                        self.place.inside($kind, false, |out| {
                            for item in items {
                                let _ = each($crate::typed::Put::begin(&mut *out), item);
                            }
                        });
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($mvput<'n>) -> $mvput<'n>) -> Self {
                        let start = $crate::typed::open(&mut self.place, $kind, false);
                        let _ = inner($crate::typed::Put::begin(self.place.out()));
                        $crate::typed::close(self, start)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<T>(
                        mut self,
                        items: impl ::core::iter::IntoIterator<Item = T>,
                        mut each: impl for<'n> ::core::ops::FnMut($ivput<'n>, T) -> $ivput<'n>,
                    ) -> Self {
                        self.place.array($kind, false, items, |out, item| {
                            let _ = each($crate::typed::Put::begin(out), item);
                        });
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($nput<'n>) -> $nput<'n>) -> Self {
                        let start = $crate::typed::open(&mut self.place, $kind, true);
                        let _ = inner($crate::typed::Put::begin(self.place.out()));
                        $crate::typed::close(self, start)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($mnput<'n>) -> $mnput<'n>) -> Self {
                        let start = $crate::typed::open(&mut self.place, $kind, true);
                        let _ = inner($crate::typed::Put::begin(self.place.out()));
                        $crate::typed::close(self, start)
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<T>(
                        mut self,
                        items: impl ::core::iter::IntoIterator<Item = T>,
                        mut each: impl for<'n> ::core::ops::FnMut($nsput<'n>, T) -> $nsput<'n>,
                    ) -> Self {
                        self.place.array($kind, true, items, |out, item| {
                            let _ = each($crate::typed::Put::begin(out), item);
                        });
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(
                        mut self,
                        values: [u16; $count],
                        inner: impl for<'n> ::core::ops::FnOnce($tput<'n>) -> $tput<'n>,
                    ) -> Self {
                        self.place.type_value($kind, &values, |out| {
                            let _ = inner($crate::typed::Put::begin(out));
                        });
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m(mut self, inner: impl for<'n> ::core::ops::FnOnce($gput<'n>) -> $gput<'n>) -> Self {
                        self.place.inside($kind, false, |out| {
                            let place = $crate::typed::Place::open(out);
                            let _ = inner($crate::typed::At::at(place));
                        });
                        self
                    }
                )?
                $(
                    #[doc = $text]
                    pub fn $m<T>(
                        mut self,
                        items: impl ::core::iter::IntoIterator<Item = T>,
                        mut each: impl for<'w> ::core::ops::FnMut($rput, T) -> $rput,
                    ) -> Self {
                        self.place.inside($kind, false, |out| {
                            for item in items {
                                let start = out.written();
                                let _ = each($crate::typed::Put::begin(&mut *out), item);
                                $crate::typed::end_record::<$crate::typed::$rhow>(out, start, $rat);
                            }
                        });
                        self
                    }
                )?
            )*
        }
    };
}

/// The operations of a family, its notifications and its groups.
#[doc(hidden)]
#[macro_export]
macro_rules! family_operations {
    // Generic netlink: its messages have an id, which the kernel gives.
    (generic $family:ident $on:ident $label:literal $version:literal {
        $($fn:ident $op:ident $text:literal $do:literal $dump:literal $request:literal $reply:literal
            = $put:ty, $asked:ty, $answer:ty;)*
    } { $($nop:ident $ntext:literal $nreply:literal = $nput:ty, $nanswer:ty;)* } $groups:tt $objects:tt) => {
        /// Reads a reply to an operation or its notification.
        ///
        /// [`Malformed::Kind`](crate::wire::Malformed::Kind): the message is about something else.
        #[inline]
        pub fn read<'a, O: $crate::typed::Operation>(
            family: &$crate::genl::Family,
            message: $crate::Message<'a>,
        ) -> ::core::result::Result<O::Reply<'a>, $crate::wire::Malformed> {
            $crate::typed::reply::<O>(family.id(), message)
        }

        $(
            #[doc = $text]
            pub fn $fn<F>(family: &$crate::genl::Family, write: F) -> $crate::typed::Ask<operation::$op, F>
            where
                F: for<'w> ::core::ops::Fn($put) -> $put,
            {
                $crate::typed::ask(family.id(), write)
            }
        )*

        $crate::family_operations! { client $family $on $label [::core::option::Option::None] {
            $($fn $op $text = $put;)*
        } $objects }
        $crate::family_operations! { objects $on [::core::option::Option::Some($version)] $objects }
        $crate::family_operations! { types [::core::option::Option::Some($version)] {
            $($op $text $do $dump $request $reply = $put, $asked, $answer;)*
            $($nop $ntext false false $nreply $nreply = $nput, $nanswer, $nanswer;)*
        } }
        $crate::family_operations! { notified $on { $($nop $ntext $nreply = $nanswer;)* } $groups }
    };
    // A protocol of its own.
    (raw $family:ident $on:ident $label:literal $protocol:literal $($transactions:ident)? {
        $($fn:ident $op:ident $text:literal $do:literal $dump:literal $request:literal $reply:literal
            = $put:ty, $asked:ty, $answer:ty;)*
    } { $($nop:ident $ntext:literal $nreply:literal = $nput:ty, $nanswer:ty;)* } $groups:tt $objects:tt) => {
        /// Reads a reply to an operation or its notification.
        ///
        /// [`Malformed::Kind`](crate::wire::Malformed::Kind): the message is about something else.
        #[inline]
        pub fn read<O: $crate::typed::Operation>(
            message: $crate::Message<'_>,
        ) -> ::core::result::Result<O::Reply<'_>, $crate::wire::Malformed> {
            $crate::typed::reply::<O>(O::REPLY, message)
        }

        $(
            #[doc = $text]
            pub fn $fn<F>(write: F) -> $crate::typed::Ask<operation::$op, F>
            where
                F: for<'w> ::core::ops::Fn($put) -> $put,
            {
                $crate::typed::ask($request, write)
            }
        )*

        $crate::family_operations! { client $family $on $label [::core::option::Option::Some($crate::Protocol($protocol))] {
            $($fn $op $text = $put;)*
        } $objects }
        $crate::family_operations! { objects $on [::core::option::Option::None] $objects }
        $crate::family_operations! { transactions $on [$($transactions)?] }
        $crate::family_operations! { types [::core::option::Option::None] {
            $($op $text $do $dump $request $reply = $put, $asked, $answer;)*
            $($nop $ntext false false $nreply $nreply = $nput, $nanswer, $nanswer;)*
        } }
        $crate::family_operations! { notified $on { $($nop $ntext $nreply = $nanswer;)* } $groups }
    };
    (client $family:ident $on:ident $label:literal [$protocol:expr] {
        $($fn:ident $op:ident $text:literal = $put:ty;)*
    } $objects:tt) => {
        #[doc = concat!("The family ", $label, " with its socket. Operations are methods, whose closures write the request.")]
        #[derive(Debug)]
        pub struct $on<S>($crate::typed::Client<S>);

        #[doc = concat!("The family ", $label, " with a blocking socket.")]
        pub type $family = $on<$crate::Socket>;

        impl<S> $crate::typed::Family for $on<S> {
            const NAME: &'static str = $label;
            const PROTOCOL: ::core::option::Option<$crate::Protocol> = $protocol;
        }

        impl<S> ::core::convert::From<$on<S>> for $crate::typed::Client<S> {
            #[inline]
            fn from(family: $on<S>) -> Self {
                family.0
            }
        }

        // Names are the description's.
        #[allow(clippy::new_ret_no_self, clippy::should_implement_trait, clippy::wrong_self_convention)]
        impl<S> $on<S> {
            /// The socket.
            #[inline]
            pub fn socket(&mut self) -> &mut S {
                self.0.socket()
            }

            /// Gives the socket back.
            #[inline]
            pub fn into_socket(self) -> S {
                self.0.into_socket()
            }

            /// The family as the kernel describes it, in generic netlink.
            #[inline]
            pub fn family(&self) -> ::core::option::Option<&$crate::genl::Family> {
                self.0.family()
            }

            $(
                #[doc = $text]
                pub fn $fn<F>(&mut self, write: F) -> $crate::typed::Call<'_, S, operation::$op, F>
                where
                    F: for<'w> ::core::ops::Fn($put) -> $put,
                {
                    self.0.call(write)
                }
            )*
        }

        impl $on<$crate::Socket> {
            /// Opens a socket and, in generic netlink, asks the kernel for the family.
            ///
            /// [`NotFound`](crate::ErrorKind::NotFound): there is no such family; its module may not be loaded.
            #[inline]
            pub fn open() -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::Socket>::open::<Self>().map(Self)
            }

            /// The same in another network namespace; the calling thread stays in its own.
            #[inline]
            pub fn open_in(netns: &$crate::Netns) -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::Socket>::open_in::<Self>(netns).map(Self)
            }

            /// The same on a socket that is open.
            ///
            /// `EPROTOTYPE`: the socket is of another protocol.
            #[inline]
            pub fn on(socket: $crate::Socket) -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::Socket>::on::<Self>(socket).map(Self)
            }
        }

        $crate::family_on_tokio! { $family $on $label $objects }
    };
    (transactions $on:ident []) => {};
    (transactions $on:ident [transactions]) => {
        impl<S> $on<S> {
            /// Begins a transaction, to which changes are added.
            #[inline]
            pub fn begin(&mut self) -> $crate::typed::Transaction<'_, S> {
                self.0.begin()
            }
        }
    };
    // A family whose objects cannot be copied.
    (objects $on:ident [$version:expr] {}) => {};
    (objects $on:ident [$version:expr] { $(
        $name:ident $label:literal $request:literal $request_header:literal $header:literal = $view:ty,
        [$($new:literal)*] [$($gone:literal)*] [$($group:literal $number:literal)*]
        [$(($at:literal $len:literal))* $($attribute:literal)*]
        [$($oat:literal $olen:literal [$($value:literal)*])*]
        [$(($uat:literal $ulen:literal))* $($volatile:literal)*]
        [$($incomplete:literal)*] $flags:literal [$(($preliminary:literal $evalue:literal))*] [$($removed_by:literal)*] $partial:literal;
    )* }) => {
        $(
            #[doc = concat!("A copy of the kernel's ", $label, ".")]
            pub type $name = $crate::typed::Mirror<mirrored::$name>;
        )*

        /// The objects that can be copied, as types.
        pub mod mirrored {
            #[allow(unused_imports)]
            use super::*;

            $(
                #[doc = $label]
                #[allow(missing_debug_implementations)] // It has no values.
                pub enum $name {}

                impl $crate::typed::Mirrored for $name {
                    type Family = super::$on<$crate::Socket>;
                    type Object<'a> = $view;
                    const OBJECTS: &'static $crate::typed::Objects = &$crate::typed::Objects {
                        name: $label,
                        request: $request,
                        version: $version,
                        request_header: $request_header,
                        header: $header,
                        new: &[$($new),*],
                        gone: &[$($gone),*],
                        key: $crate::typed::Parts {
                            members: &[$(($at, $len)),*],
                            attributes: &[$($attribute),*],
                        },
                        only: &[$((($oat, $olen), &[$($value),*])),*],
                        volatile: $crate::typed::Parts {
                            members: &[$(($uat, $ulen)),*],
                            attributes: &[$($volatile),*],
                        },
                        incomplete: (&[$($incomplete),*], $flags),
                        preliminary: &[$(($preliminary, $evalue)),*],
                        removed_by: &[$($removed_by),*],
                        partial: $partial,
                    };
                    const GROUPS: &'static [(&'static str, u32)] = &[$(($group, $number)),*];
                }
            )*
        }
    };
    (types [$version:expr] { $($op:ident $text:literal $do:literal $dump:literal $request:literal $reply:literal
        = $put:ty, $asked:ty, $answer:ty;)* }) => {
        /// The operations and notifications, as types.
        pub mod operation {
            #[allow(unused_imports)]
            use super::*;

            $(
                #[doc = $text]
                #[allow(missing_debug_implementations)] // It has no values.
                pub enum $op {}

                impl $crate::typed::Operation for $op {
                    const NAME: &'static str = $text;
                    const REQUEST: u16 = $request;
                    const REPLY: u16 = $reply;
                    const DO: bool = $do;
                    const DUMP: bool = $dump;
                    const VERSION: ::core::option::Option<u8> = $version;

                    type Put<'w> = $put;
                    type Request<'a> = $asked;
                    type Reply<'a> = $answer;
                }
            )*
        }
    };
    // A family without notifications.
    (notified $on:ident {} {}) => {};
    (notified $on:ident { $($nop:ident $text:literal $reply:literal = $answer:ty;)* } {
        $($group:ident $gtext:literal $number:literal;)*
    }) => {
        /// A notification of the family.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum Notification<'a> {
            $(
                #[doc = $text]
                $nop($answer),
            )*
            /// A message that the description does not know, or that is shorter than it says.
            Other($crate::GroupMessage<'a>),
            /// Messages that the kernel dropped before the next one.
            Lost($crate::Lost),
        }

        impl<'a> $crate::typed::Notified<'a> for Notification<'a> {
            #[inline]
            #[allow(unreachable_patterns, unused_variables)] // Some share a number; the first goes before.
            fn read(number: u16, body: &'a [u8]) -> ::core::option::Option<Self> {
                match number {
                    $($reply => $crate::typed::Body::read(body, $crate::typed::Key::None).ok().map(Self::$nop),)*
                    _ => ::core::option::Option::None,
                }
            }

            #[inline]
            fn other(message: $crate::GroupMessage<'a>) -> Self {
                Self::Other(message)
            }

            #[inline]
            fn lost(lost: $crate::Lost) -> Self {
                Self::Lost(lost)
            }
        }

        /// The multicast groups.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Group {
            $(
                #[doc = $gtext]
                $group,
            )*
        }

        impl $crate::typed::GroupName for Group {
            #[inline]
            fn name(self) -> &'static str {
                match self {
                    $(Self::$group => $gtext,)*
                }
            }

            #[inline]
            fn number(self) -> ::core::option::Option<$crate::Group> {
                match self {
                    $(Self::$group => $crate::typed::group_number($number),)*
                }
            }
        }

        impl<S> $crate::typed::Notifies for $on<S> {
            type Group = Group;
            type Notification<'a> = Notification<'a>;
        }

        impl<S> $on<S> {
            /// Makes a listener one to the family, in these groups.
            #[inline]
            pub fn join<L: $crate::typed::Joins>(
                &self,
                listener: L,
                groups: impl ::core::iter::IntoIterator<Item = Group>,
            ) -> ::core::result::Result<$crate::typed::Notifications<Self, L>, $crate::Error> {
                $crate::typed::Notifications::on(listener, self.0.family(), groups)
            }
        }

        impl $on<$crate::Socket> {
            /// Listens to groups.
            #[inline]
            pub fn listen(
                groups: impl ::core::iter::IntoIterator<Item = Group>,
            ) -> ::core::result::Result<$crate::typed::Notifications<Self>, $crate::Error> {
                $crate::typed::Notifications::<Self>::open(groups)
            }

            /// Listens to groups in another network namespace.
            #[inline]
            pub fn listen_in(
                netns: &$crate::Netns,
                groups: impl ::core::iter::IntoIterator<Item = Group>,
            ) -> ::core::result::Result<$crate::typed::Notifications<Self>, $crate::Error> {
                $crate::typed::Notifications::<Self>::open_in(netns, groups)
            }
        }

        $crate::family_listens_on_tokio! { $on }
    };
}

/// The same on tokio, if klink has it: a feature of klink, and not of the crate that the family is in.
#[cfg(feature = "tokio")]
#[doc(hidden)]
#[macro_export]
macro_rules! family_on_tokio {
    ($family:ident $on:ident $label:literal { $($name:ident $text:literal $request:literal $request_header:literal $header:literal
        = $view:ty, [$($new:literal)*] [$($gone:literal)*] [$($group:tt)*] [$($key:tt)*] [$($only:tt)*] [$($volatile:tt)*]
        [$($incomplete:tt)*] $flags:literal [$($preliminary:tt)*] [$($removed_by:tt)*] $partial:literal;)* }) => {
        impl $on<$crate::tokio::Socket> {
            /// Opens a socket and, in generic netlink, asks the kernel for the family. Must be called within a tokio
            /// runtime.
            ///
            /// [`NotFound`](crate::ErrorKind::NotFound): there is no such family; its module may not be loaded.
            #[inline]
            pub async fn open() -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::tokio::Socket>::open::<Self>()
                    .await
                    .map(Self)
            }

            /// The same in another network namespace; the calling thread stays in its own.
            #[inline]
            pub async fn open_in(
                netns: &$crate::Netns,
            ) -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::tokio::Socket>::open_in::<Self>(netns)
                    .await
                    .map(Self)
            }

            /// The same on a socket that is open.
            ///
            /// `EPROTOTYPE`: the socket is of another protocol.
            #[inline]
            pub async fn on(
                socket: $crate::tokio::Socket,
            ) -> ::core::result::Result<Self, $crate::Error> {
                $crate::typed::Client::<$crate::tokio::Socket>::on::<Self>(socket)
                    .await
                    .map(Self)
            }
        }

        /// The family on tokio, with the same names.
        pub mod on_tokio {
            pub use super::*;

            #[doc = concat!("The family ", $label, " with an async socket.")]
            pub type $family = super::$on<$crate::tokio::Socket>;

            $(
                #[doc = concat!("A copy of the kernel's ", $text, ".")]
                pub type $name = $crate::typed::Mirror<
                    super::mirrored::$name,
                    $crate::tokio::Socket,
                    $crate::tokio::Listener,
                >;
            )*
        }
    };
}

/// Nothing: klink has no tokio.
#[cfg(not(feature = "tokio"))]
#[doc(hidden)]
#[macro_export]
macro_rules! family_on_tokio {
    ($($family:tt)*) => {};
}

/// Listening on tokio, if klink has it.
#[cfg(feature = "tokio")]
#[doc(hidden)]
#[macro_export]
macro_rules! family_listens_on_tokio {
    ($on:ident) => {
        impl $on<$crate::tokio::Socket> {
            /// Listens to groups. Must be called within a tokio runtime.
            #[inline]
            pub async fn listen(
                groups: impl ::core::iter::IntoIterator<Item = Group>,
            ) -> ::core::result::Result<
                $crate::typed::Notifications<Self, $crate::tokio::Listener>,
                $crate::Error,
            > {
                $crate::typed::Notifications::<Self, $crate::tokio::Listener>::open(groups).await
            }

            /// Listens to groups in another network namespace.
            #[inline]
            pub async fn listen_in(
                netns: &$crate::Netns,
                groups: impl ::core::iter::IntoIterator<Item = Group>,
            ) -> ::core::result::Result<
                $crate::typed::Notifications<Self, $crate::tokio::Listener>,
                $crate::Error,
            > {
                $crate::typed::Notifications::<Self, $crate::tokio::Listener>::open_in(
                    netns, groups,
                )
                .await
            }
        }
    };
}

/// Nothing: klink has no tokio.
#[cfg(not(feature = "tokio"))]
#[doc(hidden)]
#[macro_export]
macro_rules! family_listens_on_tokio {
    ($($on:tt)*) => {};
}
