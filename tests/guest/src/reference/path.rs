// SPDX-License-Identifier: MIT OR Apache-2.0

//! Places in JSON: `linkinfo.data.id`, with `[2]` for an index, or `[]` for any.

use serde_json::Value;

/// A place whose indices are given, or taken in order from those of another place.
pub(crate) struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Path(path)
    }

    /// The value there; `[]` stands for the next of the indices.
    pub(crate) fn of<'v>(&self, value: &'v Value, indices: &[usize]) -> Option<&'v Value> {
        let mut indices = indices.iter();
        let mut at = value;
        for step in steps(self.0) {
            at = match step {
                Step::Name(name) => at.get(name)?,
                Step::Index(index) => at.get(index)?,
                Step::Any => at.get(*indices.next()?)?,
                // An object with one name only, such as `{"1": ...}` in an array of nests.
                Step::Only => at.as_object()?.values().next()?,
            };
        }
        Some(at)
    }

    /// Takes it out, wherever `[]` leads to.
    pub(crate) fn remove(&self, value: &mut Value) {
        remove(value, &steps(self.0));
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
    Any,
    Only,
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path
        .split('.')
        .filter(|part| !part.is_empty() && *part != "$")
    {
        let (name, indices) = match part.find('[') {
            Some(at) => part.split_at(at),
            None => (part, ""),
        };
        match name {
            "" => {}
            "*" => steps.push(Step::Only),
            name => steps.push(Step::Name(name)),
        }
        for index in indices.split(['[', ']']).skip(1).step_by(2) {
            steps.push(index.parse().map_or(Step::Any, Step::Index));
        }
    }
    steps
}

fn remove(value: &mut Value, steps: &[Step<'_>]) {
    match (steps, value) {
        ([Step::Name(name)], Value::Object(object)) => drop(object.shift_remove(*name)),
        ([Step::Name(name), rest @ ..], Value::Object(object)) => {
            if let Some(inner) = object.get_mut(*name) {
                remove(inner, rest);
            }
        }
        ([Step::Only, rest @ ..], Value::Object(object)) => {
            object.values_mut().for_each(|inner| remove(inner, rest));
        }
        ([Step::Any, rest @ ..], Value::Array(array)) => {
            array.iter_mut().for_each(|inner| remove(inner, rest));
        }
        ([Step::Index(index), rest @ ..], Value::Array(array)) => {
            if let Some(inner) = array.get_mut(*index) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

/// All values that are no objects, and no arrays with objects in them, with their places.
pub(crate) fn leaves(value: &Value) -> Vec<(String, &Value)> {
    fn visit<'v>(value: &'v Value, at: &str, all: &mut Vec<(String, &'v Value)>) {
        match value {
            Value::Object(object) if !object.is_empty() => {
                for (name, inner) in object {
                    let separator = if at.is_empty() { "" } else { "." };
                    visit(inner, &format!("{at}{separator}{name}"), all);
                }
            }
            Value::Array(array)
                if array
                    .iter()
                    .any(|inner| inner.is_object() || inner.is_array()) =>
            {
                for (index, inner) in array.iter().enumerate() {
                    visit(inner, &format!("{at}[{index}]"), all);
                }
            }
            _ => all.push((at.to_owned(), value)),
        }
    }
    let mut all = Vec::new();
    visit(value, "", &mut all);
    all
}

/// A place without its indices.
pub(crate) fn pattern(at: &str) -> String {
    let mut pattern = String::new();
    let mut is_inside = false;
    for letter in at.chars() {
        is_inside &= letter != ']';
        if !is_inside {
            pattern.push(letter);
        }
        is_inside |= letter == '[';
    }
    pattern
}

/// The indices of a place.
pub(crate) fn indices(at: &str) -> Vec<usize> {
    at.split(['[', ']'])
        .skip(1)
        .step_by(2)
        .filter_map(|index| index.parse().ok())
        .collect()
}

/// Whether a place without indices is meant: `*` at the end stands for any rest.
pub(crate) fn matches(wanted: &str, pattern: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(begin) => pattern.starts_with(begin),
        None => wanted == pattern,
    }
}

/// The objects of an answer: it, or the elements of an array, or what these have in arrays of this name.
pub(crate) fn items<'v>(value: &'v Value, name: Option<&str>) -> Vec<&'v Value> {
    let elements = match value {
        Value::Array(array) => array.iter().collect(),
        other => vec![other],
    };
    let Some(name) = name else {
        return elements
            .into_iter()
            .filter(|value| value.as_object().is_none_or(|o| !o.is_empty()))
            .collect();
    };
    let (name, rest) = match name.split_once('/') {
        Some((name, rest)) => (name, Some(rest)),
        None => (name, None),
    };
    let inner = elements
        .into_iter()
        .filter_map(|element| Path::new(name).of(element, &[]));
    inner.flat_map(|inner| items(inner, rest)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_lead_to_values() {
        let value = json!({"a": [{"b": 1}, {"b": [2, 3]}], "c": {}});
        let found: Vec<_> = leaves(&value).into_iter().map(|(at, _)| at).collect();
        assert_eq!(found, ["a[0].b", "a[1].b", "c"]);
        assert_eq!(pattern("a[1].b"), "a[].b");
        assert_eq!(indices("a[1].b[22]"), [1, 22]);
        assert_eq!(Path::new("a[].b").of(&value, &[0]), Some(&json!(1)));
        assert_eq!(Path::new("a[1].b[0]").of(&value, &[]), Some(&json!(2)));
        assert_eq!(Path::new("a[]").of(&value, &[7]), None);
        let mut value = value;
        Path::new("a[].b").remove(&mut value);
        assert_eq!(value, json!({"a": [{}, {}], "c": {}}));
    }
}
