//! Written XLIFF files, validated against the schemas of OASIS.
//!
//! `DUIZHAO_XLIFF_SCHEMAS` names a folder with `xliff-core-2.0.xsd` (or `xliff_core_2.0.xsd`; 2.1 has
//! the same core), `xliff-core-1.2-strict.xsd` and `xml.xsd`; `xmllint` has to be installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{installed, skipped};
use duizhao::bitext::format::{read_bytes, write};

/// A bitext with every feature that a bitext can have.
const BITEXT: &str = r#"{"duizhao":"bitext","version":1,"source":{"language":"zh-CN","file":"a & b.md"},"target":{"language":"en-US","file":"en.md"}}
{"id":"1","status":"locked","confidence":1.0,"source":[{"id":"a","text":"<题> & \"题\"","kind":"h1"}],"target":[{"id":"x","text":"Title"}]}
{"id":"2","confidence":0.5,"source":[{"id":"b","text":"一。","block":1},{"id":"c","text":"二\u0001。"}],"target":[{"id":"z","text":"One. And"},{"id":"z2","text":"two.\r\n"}],"note":"sic & <so> on\u0002"}
{"id":"3 !","confidence":0.9,"source":[{"id":"d","text":"三。"}],"target":[{"id":"y","text":"Three."}],"moved":1,"after":"x"}
{"id":"","confidence":0.9,"status":"rejected","source":[{"id":"e","text":"四。"}],"target":[]}
{"id":"5","confidence":0.9,"source":[{"id":"f","text":"五。"}],"target":[]}
{"id":"6","confidence":0.9,"status":"locked","source":[{"id":"g","text":"六。"}],"target":[]}
{"id":"7","confidence":0.9,"source":[],"target":[{"id":"w","text":"Added."}]}
"#;

/// The schemas refer to one another by web addresses; here they refer to the files beside them.
fn offline(from: &Path, to: &Path) {
    let text = fs::read_to_string(from).unwrap();
    let parts: Vec<&str> = text.split("schemaLocation=\"").collect();
    let mut own = parts[0].to_owned();
    for part in &parts[1..] {
        let (address, rest) = part.split_once('"').unwrap();
        let name = address.rsplit('/').next().unwrap();
        own += &format!("schemaLocation=\"{name}\"{rest}");
    }
    fs::write(to, own).unwrap();
}

#[test]
fn what_is_written_is_valid() {
    let what = "a folder with the schemas of XLIFF";
    let Some(schemas) = installed("DUIZHAO_XLIFF_SCHEMAS", what) else {
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        skipped("there is no xmllint");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let core = ["xliff-core-2.0.xsd", "xliff_core_2.0.xsd"]
        .map(|name| schemas.join(name))
        .into_iter()
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{} has no xliff-core-2.0.xsd", schemas.display()));
    offline(&core, &folder.path().join("xliff.xsd"));
    offline(
        &schemas.join("xliff-core-1.2-strict.xsd"),
        &folder.path().join("xliff12.xsd"),
    );
    offline(&schemas.join("xml.xsd"), &folder.path().join("xml.xsd"));

    let full = read_bytes(BITEXT.as_bytes(), Path::new("a.jsonl"), "jsonl").unwrap();
    let header = BITEXT.lines().next().unwrap();
    let empty = read_bytes(header.as_bytes(), Path::new("a.jsonl"), "jsonl").unwrap();
    for id in ["xliff", "xliff12"] {
        for (name, bitext) in [("full", &full), ("empty", &empty)] {
            let path = folder.path().join(format!("{name}-{id}.xlf"));
            let mut out = Vec::new();
            write(bitext, id, &mut out).unwrap();
            fs::write(&path, &out).unwrap();
            let output = Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .arg(folder.path().join(format!("{id}.xsd")))
                .arg(&path)
                .output()
                .expect("xmllint is installed");
            assert!(
                output.status.success(),
                "{}\n{}",
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&out)
            );
        }
    }
}
