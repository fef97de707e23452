//! Properties of glossaries, settings and server answers.

use std::path::Path;

use duizhao::Error;
use duizhao::config::Config;
use duizhao::encoder::read_vectors;
use duizhao::glossary::format::FORMATS;
use duizhao::glossary::termbase::{Concept, Termbase};
use duizhao::translate::{PROTOCOLS, ProviderConfig, read_answer};

/// A glossary that was read can be written, and reads back the same.
pub(super) fn glossary(data: &[u8], id: &str) {
    let format = FORMATS.iter().find(|format| format.id == id);
    let format = format.expect("a format");
    let path = Path::new("input");
    let Ok((termbase, _)) = (format.read)(data, path) else {
        return;
    };
    let mut out = Vec::new();
    (format.write)(&termbase, &mut out).expect("memory");
    let (again, _) = (format.read)(&out, path).expect("what was written is read");
    let whole = (format.lost_of)(&termbase).is_empty();
    let said = |termbase: &Termbase| -> Vec<Concept> {
        let all = termbase.concepts.iter().cloned();
        all.map(|mut concept| {
            concept.line = 0;
            concept
                .extra
                .retain(|(name, value)| whole && !name.is_empty() && !value.is_empty());
            concept
        })
        .collect()
    };
    assert_eq!(
        said(&again),
        said(&termbase),
        "it reads back as another one"
    );
}

/// Settings are accepted, or refused with a place in them.
pub(super) fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(Error::Input { place, .. }) = Config::parse(&text, Path::new("duizhao.toml")) {
        let (line, column) = place.at.unwrap_or((1, 1));
        let lines: Vec<&str> = text.split('\n').collect();
        assert!((1..=lines.len()).contains(&line), "line {line}");
        let longest = lines[line - 1].chars().count() + 1;
        assert!((1..=longest).contains(&column), "{line}:{column}");
    }
}

/// A server's answer gives a text for each sentence, or nothing; vectors have length one.
pub(super) fn replies(data: &[u8]) {
    for protocol in PROTOCOLS {
        let settings = format!("protocol = \"{}\"", protocol.id);
        let config: ProviderConfig = toml::from_str(&settings).expect("settings of ours");
        for (count, plain) in [(3, false), (1, true)] {
            if let Ok(texts) = read_answer(&config, data, count, plain) {
                assert_eq!(texts.len(), count);
            }
        }
    }
    if let Ok(vectors) = read_vectors(data, 2, None) {
        assert_eq!(vectors.len(), 2);
        for vector in vectors {
            let length = vector.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
            assert!((length - 1.0).abs() < 0.01, "{length} long");
        }
    }
}
