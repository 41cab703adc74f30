//! Files that are read when somebody asks.

use std::{
    borrow::Cow,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use crate::error::Error;

/// What a pattern file becomes.
pub(crate) trait Read: Sized {
    /// Reads and checks the text of the file `id`.
    fn read(id: &str, text: &str) -> Result<Self, Error>;
}

/// A pattern file. One of a user is read, and refused, at once. A shipped one has been made a part of the program (src/build/);
/// it is read when somebody asks for what only its text has.
#[derive(Debug, Clone)]
pub(crate) struct Lazy<T> {
    id: Cow<'static, str>,
    shipped: Option<&'static str>,
    value: OnceLock<T>,
}

impl<T: Read> Lazy<T> {
    pub(super) fn new(id: &str, value: T) -> Lazy<T> {
        Lazy { id: id.to_owned().into(), shipped: None, value: value.into() }
    }

    pub(super) fn shipped(id: &'static str, text: &'static str) -> Lazy<T> {
        Lazy { id: id.into(), shipped: Some(text), value: OnceLock::new() }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    #[cfg(test)]
    pub(crate) fn is_read(&self) -> bool {
        self.value.get().is_some()
    }
}

impl<T: Read> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            T::read(&self.id, self.shipped.unwrap_or_default()).expect("a test reads the shipped pattern files as a user's own")
        })
    }
}

/// The files of one sort, in the order in which they were added.
#[derive(Debug)]
pub(crate) struct Files<T> {
    list: Vec<Arc<Lazy<T>>>,
    /// They are all the shipped ones, and no others: what src/build/ made of them holds.
    pub(crate) are_shipped: bool,
}

impl<T> Default for Files<T> {
    fn default() -> Files<T> {
        Files { list: Vec::new(), are_shipped: false }
    }
}

impl<T> Clone for Files<T> {
    fn clone(&self) -> Files<T> {
        Files { list: self.list.clone(), are_shipped: self.are_shipped }
    }
}

impl<T: Read> Files<T> {
    pub(super) fn shipped(files: &'static [(&'static str, &'static str)]) -> Files<T> {
        Files { list: files.iter().map(|(id, text)| Arc::new(Lazy::shipped(id, text))).collect(), are_shipped: true }
    }

    pub(super) fn one(id: &str, value: T) -> Files<T> {
        Files { list: vec![Arc::new(Lazy::new(id, value))], are_shipped: false }
    }

    /// Adds others, whose names must be new.
    pub(super) fn add(&mut self, other: Files<T>) -> Result<(), Error> {
        if let Some(twice) = other.iter().find(|file| self.has(file.id())) {
            return Err(Error::duplicate(twice.id()));
        }
        self.extend(other);
        Ok(())
    }

    /// Adds others. What has the same name gives way to them.
    pub(super) fn replace(&mut self, other: Files<T>) {
        self.list.retain(|mine| !other.has(mine.id()));
        self.extend(other);
    }

    fn extend(&mut self, other: Files<T>) {
        if self.list.is_empty() {
            *self = other;
        } else if !other.list.is_empty() {
            self.list.extend(other.list);
            self.are_shipped = false;
        }
    }

    fn has(&self, id: &str) -> bool {
        self.list.iter().any(|file| file.id() == id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Lazy<T>> + Clone {
        self.list.iter().map(|file| &**file)
    }
}
