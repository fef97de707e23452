//! An encoder for tests, whose vectors depend on letters instead of meaning.

use std::cell::RefCell;

use super::gather::gather;
use super::{Batch, Encoder};
use crate::error::{Error, Result};

/// Gives every text a vector of three dimensions computed from its letters, one text a batch, and
/// records the texts. It fails at the text `!`.
pub(super) struct Stub {
    key: String,
    asked: RefCell<Vec<String>>,
}

impl Stub {
    pub(super) fn new(key: &str) -> Stub {
        Stub {
            key: key.into(),
            asked: RefCell::default(),
        }
    }

    pub(super) fn vector(text: &str) -> Vec<f32> {
        let mut vector = [0.0; 3];
        for (place, byte) in text.bytes().enumerate() {
            vector[place % 3] += f32::from(byte);
        }
        let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter().map(|x| x / norm).collect()
    }

    /// The texts it was asked for so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.borrow().clone()
    }
}

impl Encoder for Stub {
    fn key(&self) -> String {
        self.key.clone()
    }

    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        gather(self, texts)
    }

    fn encode_each(
        &self,
        texts: &[String],
        accept: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        for (index, text) in texts.iter().enumerate() {
            if text == "!" {
                return Err(Error::usage("the stub breaks here", ""));
            }
            self.asked.borrow_mut().push(text.clone());
            accept(vec![(index, Stub::vector(text))])?;
        }
        Ok(())
    }
}

pub(super) fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
