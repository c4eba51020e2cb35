// SPDX-License-Identifier: MIT OR Apache-2.0

//! Writes JSON with generated code: from the same lines, calls of the methods that they have become.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use klink::typed::{Bitfield, GroupAddress, PutUnnamed, Width};
use klink::HardwareAddress;
use serde_json::{Map, Value};

use crate::model::{Field, Rest, Shape};
use crate::text::{from_hex, number, Hint};
use crate::Spec;

thread_local! {
    static SPEC: RefCell<Option<Rc<Spec>>> = const { RefCell::new(None) };
    /// The objects around, in which selectors are looked up.
    static AROUND: RefCell<Vec<Map<String, Value>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn set_spec(spec: &Rc<Spec>) {
    SPEC.with(|cell| *cell.borrow_mut() = Some(Rc::clone(spec)));
}

/// Writes an object.
pub(super) trait FillBody<'a>: Sized {
    fn fill(self, value: &'a Value) -> Self;
}

/// Writes one attribute.
pub(super) trait FillSet<'a>: Sized {
    fn attribute(self, name: &str, value: &'a Value) -> Self;
}

/// Writes the members of a struct. `taken` are names that they have an `@` in front of.
pub(super) trait FillStruct<'a>: Sized {
    fn members(self, value: &'a Value, taken: &dyn Fn(&str) -> bool) -> Self;
}

/// Writes a sub-message that `key` selects.
pub(super) trait FillMessage<'a>: Sized {
    fn select(self, key: Option<&str>, value: &'a Value) -> Self;
}

/// Some families have a `String` of their own.
pub(super) type Object = Map<String, Value>;

/// The results of methods, as JSON: those of attributes that are there.
pub(super) trait Got {
    /// `None` of what is no set.
    fn got(&self) -> Option<Map<String, Value>>;
}

impl<H, S: Got> Got for klink::typed::Framed<H, S> {
    fn got(&self) -> Option<Map<String, Value>> {
        (**self).got()
    }
}

impl Got for klink::typed::Unnamed<'_> {
    fn got(&self) -> Option<Map<String, Value>> {
        super::shown(self).as_object().cloned()
    }
}

/// The output of `show`.
pub(super) fn json(show: impl FnOnce(&mut klink::typed::Walk<'_>)) -> Value {
    let mut json = super::json::Json::default();
    show(&mut klink::typed::Walk::new(&mut json));
    json.value()
}

pub(super) fn value_json<'a, T: klink::typed::Value<'a, As>, As>(value: T) -> Value {
    json(|walk| value.show(walk))
}

pub(super) fn view_json<'a, V: klink::typed::View<'a>>(view: V) -> Value {
    json(|walk| klink::typed::show_members(&view, walk))
}

pub(super) fn got_json<T: Got>(got: T) -> Value {
    Value::Object(got.got().unwrap())
}

pub(super) fn numbered(index: u16, value: Value) -> Value {
    serde_json::json!({ index.to_string(): value })
}

pub(super) fn listed(values: impl Iterator<Item = Value>) -> Option<Value> {
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

/// A value from JSON, which is `As` on the wire.
pub(super) trait Filled<'j, As>: Sized {
    fn from_json(value: &'j Value) -> Self;
}

/// The value of an enumeration, or flags, by a name.
pub(super) trait ByName: Sized {
    fn named(name: &str) -> Option<u64>;
}

pub(super) fn of<'j, T: Filled<'j, As>, As>(value: &'j Value) -> T {
    T::from_json(value)
}

pub(super) fn raw(value: &Value) -> u64 {
    match value {
        Value::Number(number) => number
            .as_u64()
            .unwrap_or_else(|| number.as_i64().unwrap() as u64),
        Value::String(text) => number(text).unwrap() as u64,
        value => panic!("{value} is no number"),
    }
}

pub(super) fn named<T: ByName>(value: &Value) -> u64 {
    match value {
        Value::Array(all) => all.iter().fold(0, |bits, value| bits | named::<T>(value)),
        Value::String(text) => T::named(text).unwrap_or_else(|| panic!("{text} is no name")),
        value => raw(value),
    }
}

macro_rules! numbers {
    ($($ty:ident)*) => {$(
        impl<'j, W: Width> Filled<'j, W> for $ty {
            fn from_json(value: &'j Value) -> Self {
                raw(value) as $ty
            }
        }
    )*};
}

numbers! { u8 u16 u32 u64 i8 i16 i32 i64 }

impl<'j, W> Filled<'j, klink::typed::V4<W>> for Ipv4Addr {
    fn from_json(value: &'j Value) -> Self {
        value.as_str().unwrap().parse().unwrap()
    }
}

impl<'j, T: Filled<'j, klink::typed::U32>, W> Filled<'j, klink::typed::Bits<W>> for Bitfield<T> {
    fn from_json(value: &'j Value) -> Self {
        Self {
            value: of(&value["value"]),
            selector: of(&value["selector"]),
        }
    }
}

macro_rules! texts {
    ($($form:ident)*) => {$(
        impl<'j> Filled<'j, klink::typed::$form> for &'j str {
            fn from_json(value: &'j Value) -> Self {
                value.as_str().unwrap()
            }
        }
    )*};
}

texts! { Str Fixed Letters }

/// For as long as the test runs.
fn kept(bytes: Vec<u8>) -> &'static [u8] {
    Box::leak(bytes.into_boxed_slice())
}

pub(super) fn bytes(value: &Value) -> &'static [u8] {
    let digits = value.get("@hex").unwrap_or(value);
    kept(from_hex(digits.as_str().unwrap()).unwrap())
}

impl<'j> Filled<'j, klink::typed::Raw> for &'j [u8] {
    fn from_json(value: &'j Value) -> Self {
        bytes(value)
    }
}

impl<'j> Filled<'j, klink::typed::Groups> for &'j [u8] {
    fn from_json(value: &'j Value) -> Self {
        bytes(value)
    }
}

impl<'j> Filled<'j, klink::typed::Uuid> for &'j [u8] {
    fn from_json(value: &'j Value) -> Self {
        kept(Hint::Uuid.parse(value.as_str().unwrap()).unwrap())
    }
}

impl<'j> Filled<'j, klink::typed::Mac> for HardwareAddress<'j> {
    fn from_json(value: &'j Value) -> Self {
        HardwareAddress::new(bytes(value))
    }
}

impl<'j> Filled<'j, klink::typed::Ip> for IpAddr {
    fn from_json(value: &'j Value) -> Self {
        value.as_str().unwrap().parse().unwrap()
    }
}

pub(super) fn group_address(value: &Value) -> GroupAddress<'static> {
    match value.as_str().unwrap().parse() {
        Ok(address) => GroupAddress::Ip(address),
        Err(_) => GroupAddress::Mac(HardwareAddress::new(bytes(value))),
    }
}

/// The elements of an array, without the numbers that they may have.
pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter().map(|value| {
        let object = value.as_object().filter(|object| object.len() == 1);
        let element = object.and_then(|object| object.iter().next());
        let numbered = element.filter(|(key, _)| key.parse::<u16>().is_ok());
        numbered.map_or(value, |(_, value)| value)
    })
}

/// All attributes of an object; `skip` are names of something else.
pub(super) fn attributes<'a, P: FillSet<'a>>(
    put: P,
    value: &'a Value,
    skip: &dyn Fn(&str) -> bool,
) -> P {
    let object = value.as_object().unwrap();
    AROUND.with(|around| around.borrow_mut().push(object.clone()));
    let all = object.iter().filter(|(key, _)| !skip(key));
    let put = all.fold(put, |put, (key, value)| put.attribute(key, value));
    AROUND.with(|around| around.borrow_mut().pop());
    put
}

/// The selector of a sub-message: `label` is the name of the set or the struct that it is in.
pub(super) fn selector(label: &str, name: &str) -> Option<String> {
    let spec = SPEC.with(|spec| spec.borrow().clone()).unwrap();
    let of_set = spec.sets.iter().filter(|set| set.name == label);
    let of_set = of_set.filter_map(|set| match &set.named(name)?.shape {
        Shape::SubMessage { selector, .. } => Some(selector.clone()),
        _ => None,
    });
    let members = spec.structs.iter().filter(|layout| layout.name == label);
    let members = members.flat_map(|layout| &layout.members);
    let of_struct = members.filter_map(|member| match &member.field {
        Field::Rest(Rest::SubMessage { selector, .. }) if member.name == name => {
            Some(selector.clone())
        }
        _ => None,
    });
    let selector = of_set.chain(of_struct).next().unwrap();
    let value = |object: &Map<String, Value>| match object.get(&selector)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(several) => several.last()?.as_str().map(str::to_owned),
        value => Some(value.to_string()),
    };
    AROUND.with(|around| around.borrow().iter().rev().find_map(value))
}

/// With an object around.
pub(super) fn within<T>(object: &Value, inner: impl FnOnce() -> T) -> T {
    let object = object.as_object().unwrap().clone();
    AROUND.with(|around| around.borrow_mut().push(object));
    let result = inner();
    AROUND.with(|around| around.borrow_mut().pop());
    result
}

impl<'a, H: klink::typed::Front> FillSet<'a> for PutUnnamed<'_, H> {
    fn attribute(self, name: &str, value: &'a Value) -> Self {
        let kind = name.strip_prefix('@').unwrap().parse().unwrap();
        PutUnnamed::attribute(self, kind, bytes(value))
    }
}

impl<'a> FillBody<'a> for PutUnnamed<'_> {
    fn fill(self, value: &'a Value) -> Self {
        attributes(self, value, &|_| false)
    }
}

/// The bytes of an object of unknown attributes.
pub(super) fn unknown(value: &Value) -> Vec<u8> {
    let mut all = Vec::new();
    for (key, value) in value.as_object().unwrap() {
        let kind: u16 = key.strip_prefix('@').unwrap().parse().unwrap();
        let value = bytes(value);
        let len = u16::try_from(4 + value.len()).unwrap();
        all.extend([len.to_ne_bytes(), kind.to_ne_bytes()].concat());
        all.extend(value);
        all.resize(all.len().next_multiple_of(4), 0);
    }
    all
}

macro_rules! family_enum {
    ($name:ident $label:literal $ty:ident { $($entry:ident $text:literal = $value:literal;)* }) => {
        impl super::fill::ByName for $name {
            #[allow(unreachable_patterns)]
            fn named(name: &str) -> Option<u64> {
                match name {
                    $($text => Some(::klink::typed::Scalar::raw(Self::$entry)),)*
                    _ => None,
                }
            }
        }

        impl<'j, W> super::fill::Filled<'j, W> for $name {
            fn from_json(value: &'j serde_json::Value) -> Self {
                ::klink::typed::Scalar::of(super::fill::named::<Self>(value))
            }
        }
    };
}

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
        impl super::fill::Got for $name<'_> {
            fn got(&self) -> Option<super::fill::Object> {
                None
            }
        }

        impl<'a> super::fill::FillStruct<'a> for $put<'_> {
            #[allow(unused_variables, unused_mut)]
            fn members(self, value: &'a serde_json::Value, taken: &dyn Fn(&str) -> bool) -> Self {
                use super::fill::{list, of, FillBody as _, FillMessage as _, FillStruct as _};
                let mut put = self;
                $(
                    let key = if taken($text) { concat!("@", $text) } else { $text };
                    if let Some(member) = value.get(key) {
                        $(put = put.$m(of::<$ty, ::klink::typed::$how>(member));)?
                        $(put = put.$m(of::<$oty, ::klink::typed::$ohow>(member));)?
                        $(put = put.$m(of::<$bty, ::klink::typed::$bhow>(member));)?
                        $(
                            let _ = stringify!($v);
                            put = put.$m(|put| put.members(member, &|_| false));
                        )?
                        $(
                            $(let _ = stringify!($akey);)?
                            put = put.$m(of::<std::net::IpAddr, ::klink::typed::Ip>(member));
                        )?
                        $(
                            $(let _ = stringify!($pkey);)?
                            put = put.$m(super::fill::group_address(member));
                        )?
                        $(put = put.$m(list(member).map(of::<$nty, ::klink::typed::$nhow>));)?
                        $(put = put.$m(of::<$rty, ::klink::typed::$rhow>(member));)?
                        $(put = put.$m(list(member).map(of::<$ity, ::klink::typed::$ihow>));)?
                        $(
                            let _ = stringify!($sput);
                            put = put.$m(list(member), |put, value| put.members(value, &|_| false));
                        )?
                        $(
                            let _ = stringify!($nput);
                            put = put.$m(|put| put.fill(member));
                        )?
                        $(
                            let _ = stringify!($gput);
                            put = super::fill::within(value, || {
                                let key = super::fill::selector($label, $text);
                                put.$m(|put| put.select(key.as_deref(), member))
                            });
                        )?
                    }
                )*
                put
            }
        }

        impl<'a> super::fill::FillBody<'a> for $put<'_> {
            fn fill(self, value: &'a serde_json::Value) -> Self {
                super::fill::FillStruct::members(self, value, &|_| false)
            }
        }
    };
}

macro_rules! family_message {
    ($name:ident $put:ident $label:literal [$($other:ident $omethod:ident = $obody:ty, $owriter:ty)?] { $(
        $variant:ident $method:ident $text:literal [$($word:literal)*] [$($number:literal)*] $nest:literal
        = $body:ty, $writer:ty
    ;)* }) => {
        impl<'a> super::fill::FillMessage<'a> for $put<'_> {
            fn select(self, key: Option<&str>, value: &'a serde_json::Value) -> Self {
                use super::fill::FillBody as _;
                if value.get("@hex").is_some() {
                    return self.bytes(super::fill::bytes(value));
                }
                match key {
                    $(Some($text) => self.$method(|put| put.fill(value)),)*
                    $(_ if true => self.$omethod(|put| put.fill(value)),)?
                    _ => self.bytes(&super::fill::unknown(value)),
                }
            }
        }
    };
}

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
        impl<'a, H: ::klink::typed::Front> super::fill::FillSet<'a> for $put<'_, H> {
            #[allow(unused_variables)]
            fn attribute(self, name: &str, value: &'a serde_json::Value) -> Self {
                use super::fill::{list, of, FillBody as _, FillMessage as _, FillStruct as _};
                match name {
                    $($text => {
                        $(self.$m(of::<$ty, ::klink::typed::$how>(value)))?
                        $({ let _ = $flag; self.$m() })?
                        $(list(value).fold(self, |put, value| put.$m(of::<$mty, ::klink::typed::$mhow>(value))))?
                        $(self.$m(list(value).map(of::<$pty, ::klink::typed::$phow>)))?
                        $(self.$m(list(value).map(of::<$ity, ::klink::typed::$ihow>)))?
                        $({ let _ = stringify!($v); self.$m(|put| put.fill(value)) })?
                        $({ let _ = stringify!($vs); self.$m(list(value), |put, value| put.fill(value)) })?
                        $({
                            let _ = stringify!($mv);
                            list(value).fold(self, |put, value| put.$m(|put| put.fill(value)))
                        })?
                        $({ let _ = stringify!($iv); self.$m(list(value), |put, value| put.fill(value)) })?
                        $({ let _ = stringify!($n); self.$m(|put| put.fill(value)) })?
                        $({
                            let _ = stringify!($mn);
                            list(value).fold(self, |put, value| put.$m(|put| put.fill(value)))
                        })?
                        $({ let _ = stringify!($ns); self.$m(list(value), |put, value| put.fill(value)) })?
                        $({
                            let _ = stringify!($t);
                            let names = [$($level),*];
                            let values = names.map(|name| super::fill::raw(&value[name]) as u16);
                            self.$m(values, |put| super::fill::attributes(put, value, &|key| names.contains(&key)))
                        })?
                        $({
                            let _ = stringify!($g);
                            let key = super::fill::selector($label, $text);
                            self.$m(|put| put.select(key.as_deref(), value))
                        })?
                        $({
                            let _ = stringify!($rhow);
                            self.$m(list(value), |put, value| put.fill(value))
                        })?
                    })*
                    name => {
                        let kind = name.strip_prefix('@').unwrap_or_else(|| panic!("{} has no {name}", $label));
                        $put::attribute(self, kind.parse().unwrap(), super::fill::bytes(value))
                    }
                }
            }
        }

        impl<'a> super::fill::Got for $name<'a> {
            #[allow(unused_mut, unused_variables)]
            fn got(&self) -> Option<super::fill::Object> {
                use super::fill::{got_json, listed, numbered, value_json, view_json};
                let mut all = super::fill::Object::new();
                let mut one = |name: &str, value: Option<serde_json::Value>| {
                    all.extend(value.map(|value| (name.to_owned(), value)));
                };
                $(
                    $(one($text, self.$m().map(value_json::<$ty, ::klink::typed::$how>));)?
                    $(one($text, (self.$m() && $flag).then_some(true.into()));)?
                    $(one($text, listed(self.$m().map(value_json::<$mty, ::klink::typed::$mhow>)));)?
                    $(one($text, listed(self.$m().map(value_json::<$pty, ::klink::typed::$phow>)));)?
                    $(one($text, listed(self.$m().map(value_json::<$ity, ::klink::typed::$ihow>)));)?
                    $(one($text, self.$m().map(view_json::<$v<'a>>));)?
                    $(one($text, listed(self.$m().map(view_json::<$vs<'a>>)));)?
                    $(one($text, listed(self.$m().map(view_json::<$mv<'a>>)));)?
                    $(one($text, listed(self.$m().numbered().map(|(index, view)| numbered(index, view_json::<$iv<'a>>(view)))));)?
                    $(one($text, self.$m().map(got_json::<$n<'a>>));)?
                    $(one($text, listed(self.$m().map(got_json::<$mn<'a>>)));)?
                    $(one($text, listed(self.$m().numbered().map(|(index, view)| numbered(index, got_json::<$ns<'a>>(view)))));)?
                    $({
                        let _ = $count;
                        let with_values = |view: ::klink::typed::TypeValue<$t<'a>, $count>| {
                            let mut object = got_json::<$t<'a>>(*view);
                            for (name, value) in [$($level),*].iter().zip(view.values()) {
                                object[*name] = value.into();
                            }
                            object
                        };
                        one($text, self.$m().map(with_values));
                    })?
                    $(one($text, self.$m().map(|message: $g<'a>| super::fill::json(|walk| {
                        ::klink::typed::Selected::show(&message, &[], ::klink::typed::show_other, walk);
                    })));)?
                    $({
                        let _ = stringify!($rhow);
                        one($text, listed(self.$m().map(|record| super::shown(&record))));
                    })?
                )*
                Some(all)
            }
        }

        impl<'a> super::fill::FillBody<'a> for $put<'_> {
            fn fill(self, value: &'a serde_json::Value) -> Self {
                super::fill::attributes(self, value, &|_| false)
            }
        }

        $(
            impl<'a> super::fill::FillBody<'a> for $put<'_, $front<'static>> {
                fn fill(self, value: &'a serde_json::Value) -> Self {
                    use super::fill::FillStruct as _;
                    let taken = |name: &str| {
                        $name::names().attributes.iter().any(|(_, known, _)| *known == name)
                    };
                    let put = self.header(|put| put.members(value, &taken));
                    let is_attribute = |key: &str| {
                        let number = key.strip_prefix('@').and_then(|key| key.parse::<u16>().ok());
                        taken(key) || number.is_some()
                    };
                    super::fill::attributes(put, value, &|key| !is_attribute(key))
                }
            }
        )*
    };
}

macro_rules! family_operations {
    ($kind:ident $family:ident $on:ident $label:literal $number:literal $($transactions:ident)? {
        $($fn:ident $op:ident $text:literal $do:literal $dump:literal $request:literal $reply:literal
            = $put:ty, $asked:ty, $answer:ty;)*
    } { $($nop:ident $ntext:literal $nreply:literal = $nput:ty, $nanswer:ty;)* } $groups:tt $objects:tt) => {
        pub(super) fn operations() -> Vec<super::Generated> {
            vec![$(super::generated::<operation::$op>(),)* $(super::generated::<operation::$nop>(),)*]
        }
    };
}

pub(super) use {
    family_enum, family_enum as family_flags, family_message, family_operations, family_set,
    family_struct,
};
