//! The server of a batch service, asked by HTTP.

use serde_json::Value;

use crate::error::Result;
use crate::http::Failure;
use crate::translate::engine::Engine;
use crate::translate::protocol::batch_service::{Answered, Transport};

/// A provider's server.
pub(super) struct Server<'a> {
    engine: &'a Engine,
}

impl Server<'_> {
    pub(super) fn new(engine: &Engine) -> Result<Server<'_>> {
        Ok(Server { engine })
    }
}

fn nothing<T>(engine: &Engine) -> Answered<T> {
    let _ = engine.url();
    Err(Failure::Stopped)
}

impl Transport for Server<'_> {
    fn get(&self, _: &str) -> Answered<Value> {
        nothing(self.engine)
    }

    fn lines(&self, _: &str, _: &mut dyn FnMut(&[u8])) -> Answered<()> {
        nothing(self.engine)
    }

    fn post(&self, _: &str, _: &str) -> Answered<Value> {
        nothing(self.engine)
    }

    fn upload(&self, _: &str, _: &[(&str, &str)], _: &str, _: &[u8]) -> Answered<Value> {
        nothing(self.engine)
    }
}
