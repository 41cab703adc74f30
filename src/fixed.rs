//! Data of the shipped files, which src/build/ makes part of the program, and the same data of a user's file.

use std::{borrow::Cow, fmt, ops::Deref};

/// Part of the program, or made while it runs.
///
/// `Debug` writes the Rust source of it as a part of the program. That is how src/build/ prints a table: made as for a user's
/// files, and then with `{:?}`.
pub(crate) struct Fixed<T: ?Sized + ToOwned + 'static>(pub(crate) Cow<'static, T>);

impl<T: ?Sized + ToOwned> Deref for Fixed<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized + ToOwned> Clone for Fixed<T> {
    fn clone(&self) -> Fixed<T> {
        Fixed(self.0.clone())
    }
}

impl<T: Clone> From<Vec<T>> for Fixed<[T]> {
    fn from(list: Vec<T>) -> Fixed<[T]> {
        Fixed(Cow::Owned(list))
    }
}

impl From<String> for Fixed<str> {
    fn from(text: String) -> Fixed<str> {
        Fixed(Cow::Owned(text))
    }
}

impl<T: ?Sized + ToOwned + fmt::Debug> fmt::Debug for Fixed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fixed(Cow::Borrowed(&{:?}))", &**self)
    }
}
