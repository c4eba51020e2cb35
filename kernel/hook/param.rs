// SPDX-License-Identifier: GPL-2.0

//! Module parameters that hold text; `module!` has numbers only.

use core::cell::UnsafeCell;

use kernel::bindings::{kernel_param, kernel_param_ops};
use kernel::ffi::{c_char, c_int};

use crate::sys;

/// A parameter of at most `MAX` bytes. Declared by [`text_param!`](crate::text_param).
///
/// # Invariants
///
/// Written only by the kernel's parameter parser, which runs before the module's init and, because the parameter is not
/// in sysfs, never again.
pub struct Text<const MAX: usize>(UnsafeCell<State<MAX>>);

struct State<const MAX: usize> {
    bytes: [u8; MAX],
    /// The length of the text given, which may exceed the parameter's size; `None` if the parameter was not given.
    given: Option<usize>,
}

/// The error for a text that is longer than the parameter's size.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// The length of the text given, in bytes.
    pub given: usize,
}

// SAFETY: By the type invariant there is no write any more once Rust code of the module can run.
unsafe impl<const MAX: usize> Sync for Text<MAX> {}

impl<const MAX: usize> Text<MAX> {
    /// A parameter that was not given.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(UnsafeCell::new(State {
            bytes: [0; MAX],
            given: None,
        }))
    }

    /// The text given when the module was loaded, if there is one.
    pub fn get(&self) -> Result<Option<&[u8]>, TooLong> {
        // SAFETY: By the type invariant nothing writes any more.
        let state = unsafe { &*self.0.get() };
        match state.given {
            None => Ok(None),
            Some(given) => state.bytes.get(..given).map(Some).ok_or(TooLong { given }),
        }
    }

    #[doc(hidden)]
    pub const OPS: kernel_param_ops = kernel_param_ops {
        flags: 0,
        set: Some(Self::set),
        get: None,
        free: None,
    };

    /// # Safety
    ///
    /// `value` is null or a string; `param` was built by [`text_param!`](crate::text_param), for a `Text<MAX>`; the
    /// module's init has not begun.
    unsafe extern "C" fn set(value: *const c_char, param: *const kernel_param) -> c_int {
        if value.is_null() {
            return kernel::error::code::EINVAL.to_errno();
        }
        // SAFETY: `value` is a string by this function's contract; `arg` is the `Text` that `text_param!` put there.
        let (text, state) = unsafe {
            let arg = (*param).__bindgen_anon_1.arg.cast::<Self>();
            (sys::string(value), &mut *(*arg).0.get())
        };
        for (to, from) in state.bytes.iter_mut().zip(text) {
            *to = *from;
        }
        state.given = Some(text.len());
        0
    }
}

/// Declares a static [`Text`] and the module parameter of that name: `text_param!(NAME, name, MAX, "description")`.
#[macro_export]
macro_rules! text_param {
    ($static:ident, $name:ident, $max:expr, $description:literal) => {
        static $static: $crate::hook::param::Text<{ $max }> = $crate::hook::param::Text::new();

        const _: () = {
            #[used]
            #[link_section = "__param"]
            static PARAM: ::kernel::module_param::KernelParam =
                ::kernel::module_param::KernelParam::new(::kernel::bindings::kernel_param {
                    name: concat!(stringify!($name), "\0").as_ptr().cast(),
                    mod_: ::core::ptr::null_mut(),
                    ops: &$crate::hook::param::Text::<{ $max }>::OPS,
                    perm: 0,
                    level: -1,
                    flags: 0,
                    __bindgen_anon_1: ::kernel::bindings::kernel_param__bindgen_ty_1 {
                        arg: ::core::ptr::from_ref(&$static).cast_mut().cast(),
                    },
                });

            // The text that modinfo(8) shows.
            const KIND: &str = concat!("parmtype=", stringify!($name), ":string\0");
            const WHAT: &str = concat!("parm=", stringify!($name), ":", $description, "\0");
            #[used]
            #[link_section = ".modinfo"]
            static KIND_BYTES: [u8; KIND.len()] = *KIND.as_bytes().first_chunk().unwrap();
            #[used]
            #[link_section = ".modinfo"]
            static WHAT_BYTES: [u8; WHAT.len()] = *WHAT.as_bytes().first_chunk().unwrap();
        };
    };
}
