// SPDX-License-Identifier: MIT OR Apache-2.0

//! An object for people: a line for each member, those of its members below, indented. Written while it is serialized, as
//! JSON is.

use std::fmt::{self, Display, Write};

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
};
use serde::Serializer;

use crate::output::Escaped;

/// The most digits of bytes that are shown.
const DIGITS: usize = 128;

/// Shows serialized values as text.
pub(crate) struct Tree<T>(pub(crate) T);

impl<T: Serialize> Display for Tree<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = Value {
            to: f,
            name: "",
            depth: 0,
            place: Position::Top,
        };
        self.0.serialize(value).map_err(|_| fmt::Error)
    }
}

/// Where a value stands.
enum Position<'a> {
    Top,
    /// In an object, by its name.
    Member,
    /// In an array; whether that has a line by now.
    Element(&'a mut bool),
    /// It is a name.
    Key,
}

/// Writes one value.
struct Value<'a> {
    to: &'a mut dyn Write,
    name: &'a str,
    depth: usize,
    place: Position<'a>,
}

impl<'a> Value<'a> {
    fn line(&mut self) -> fmt::Result {
        let name = Escaped(self.name.as_bytes());
        write!(self.to, "\n{:1$}{name}", "", self.depth * 2)
    }

    /// The text that fits the rest of a line.
    fn plain(mut self, value: impl Display) -> Result<(), Error> {
        match &mut self.place {
            Position::Key => return Ok(write!(self.to, "{value}")?),
            Position::Top => write!(self.to, "\n ")?,
            Position::Member => self.line()?,
            Position::Element(has_line) => {
                if !std::mem::replace(*has_line, true) {
                    self.line()?;
                }
            }
        }
        Ok(write!(self.to, " {value}")?)
    }

    fn members(mut self) -> Result<Members<'a>, Error> {
        if let Position::Member = self.place {
            self.line()?;
        }
        Ok(Members {
            value: self,
            key: String::new(),
            is_empty: true,
        })
    }

    fn elements(self) -> Elements<'a> {
        Elements {
            value: self,
            has_line: false,
            is_empty: true,
        }
    }
}

macro_rules! plain {
    ($($method:ident: $type:ty)*) => {
        $(fn $method(self, value: $type) -> Result<(), Error> {
            self.plain(value)
        })*
    };
}

impl<'a> Serializer for Value<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Elements<'a>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeTuple = Elements<'a>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    plain! {
        serialize_i8: i8
        serialize_i16: i16
        serialize_i32: i32
        serialize_i64: i64
        serialize_i128: i128
        serialize_u8: u8
        serialize_u16: u16
        serialize_u32: u32
        serialize_u64: u64
        serialize_u128: u128
        serialize_f32: f32
        serialize_f64: f64
        serialize_char: char
    }

    fn serialize_bool(mut self, value: bool) -> Result<(), Error> {
        match self.place {
            // A flag that is set says so by its name.
            Position::Member if value => Ok(self.line()?),
            _ => self.plain(value),
        }
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        match self.place {
            Position::Key => self.plain(value),
            _ => self.plain(Text(value)),
        }
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.plain(Escaped(value))
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.plain("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.plain("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.plain("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'a>, Error> {
        Ok(self.elements())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Error> {
        self.members()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Error> {
        self.members()
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'a>, Error> {
        Ok(self.elements())
    }

    // No description makes these.

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error)
    }
}

/// An object.
struct Members<'a> {
    value: Value<'a>,
    key: String,
    is_empty: bool,
}

impl Members<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, key: &str, member: &T) -> Result<(), Error> {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        if let Position::Element(has_line) = &mut self.value.place {
            // Elements with numbers are one thing, others are several.
            let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
            let had_line = std::mem::replace(*has_line, true);
            if is_first && !(is_number && had_line) {
                self.value.line()?;
            }
        }
        member.serialize(Value {
            to: &mut *self.value.to,
            name: key,
            depth: self.value.depth + 1,
            place: Position::Member,
        })
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key.clear();
        key.serialize(Value {
            to: &mut self.key,
            name: "",
            depth: 0,
            place: Position::Key,
        })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        let done = self.member(&key, value);
        self.key = key;
        done
    }

    fn end(self) -> Result<(), Error> {
        SerializeStruct::end(self)
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.member(key, value)
    }

    fn end(mut self) -> Result<(), Error> {
        match self.value.place {
            Position::Element(_) if self.is_empty => Ok(self.value.line()?),
            _ => Ok(()),
        }
    }
}

/// An array.
struct Elements<'a> {
    value: Value<'a>,
    has_line: bool,
    is_empty: bool,
}

impl SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), Error> {
        self.is_empty = false;
        element.serialize(Value {
            to: &mut *self.value.to,
            name: self.value.name,
            depth: self.value.depth,
            place: Position::Element(&mut self.has_line),
        })
    }

    fn end(mut self) -> Result<(), Error> {
        match self.is_empty {
            true => Ok(self.value.line()?),
            false => Ok(()),
        }
    }
}

/// An array of one that may be more.
impl SerializeTuple for Elements<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, element)
    }

    fn end(self) -> Result<(), Error> {
        SerializeSeq::end(self)
    }
}

/// It cannot be written.
#[derive(Debug)]
struct Error;

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this has no form as text")
    }
}

impl std::error::Error for Error {}

impl From<fmt::Error> for Error {
    fn from(_: fmt::Error) -> Self {
        Self
    }
}

impl ser::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// A text in one piece: quoted if it would look like several, or like none.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0;
        let is_long = text.len() > DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some((digits, rest)) = text.split_at_checked(DIGITS).filter(|_| is_long) {
            return write!(f, "{digits} and {} bytes more", rest.len() / 2);
        }
        let escaped = Escaped(text.as_bytes());
        match text.is_empty() || text.contains([' ', '"']) {
            true => write!(f, "\"{escaped}\""),
            false => escaped.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_member_has_a_line() {
        let object = json!({
            "ifname": "lo", "mtu": 65536, "flags": ["up", "running"], "none": [], "set": true,
            "linkinfo": {"kind": "bridge", "data": {}},
            "hops": [{"a": 1}, {"a": 2}],
            "list": [{"1": {"b": 3}}, {"2": {"b": 4}}],
            "empty": [{}, {}], "pairs": [[1, 2], [3]],
        });
        let shown = Tree(&object).to_string();
        assert_eq!(
            shown,
            "\n  ifname lo\n  mtu 65536\n  flags up running\n  none\n  set\n  linkinfo\n    kind bridge\n    data\
             \n  hops\n    a 1\n  hops\n    a 2\n  list\n    1\n      b 3\n    2\n      b 4\n  empty\n  empty\n  pairs 1 2\n  pairs 3"
        );
    }

    #[test]
    fn arrays_of_one_length_are_arrays_too() {
        let object = std::collections::BTreeMap::from([("a", [json!({"b": 1})])]);
        assert_eq!(Tree(&object).to_string(), "\n  a\n    b 1");
    }

    #[test]
    fn a_text_cannot_look_like_something_else() {
        let shown = |text: &str| Tree(json!({"a": text})).to_string();
        assert_eq!(shown("x y"), "\n  a \"x y\"");
        assert_eq!(shown(""), "\n  a \"\"");
        assert_eq!(shown("true"), "\n  a true");
        assert_eq!(shown("b\n  c\x1b"), "\n  a \"b\\n  c\\u{1b}\"");
        let long = shown(&"0a".repeat(70));
        assert!(long.ends_with("0a and 6 bytes more"), "{long}");
        // A name from a message cannot move the cursor either.
        assert_eq!(Tree(json!({"\x1b": 1})).to_string(), "\n  \\u{1b} 1");
    }
}
