use super::*;

fn bytes(name: &str, base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<MergedText> {
    let version = |bytes, role| TextVersion {
        bytes,
        path: Path::new(role),
    };
    let merge = TextMerge {
        format: name,
        read: &ReadOptions::default(),
        segment: &SegmentOptions::default(),
    };
    merge.merge(
        version(base, "base"),
        version(ours, "ours"),
        version(theirs, "theirs"),
    )
}

fn merged(base: &str, ours: &str, theirs: &str) -> (String, usize) {
    let merged = bytes("md", base.as_bytes(), ours.as_bytes(), theirs.as_bytes()).unwrap();
    (String::from_utf8(merged.bytes).unwrap(), merged.conflicts)
}

/// The merge of one text, of which each side replaces some words.
fn replaced(base: &str, ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> (String, usize) {
    let change = |changes: &[(&str, &str)]| {
        changes.iter().fold(base.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    };
    merged(base, &change(ours), &change(theirs))
}

const TEXT: &str = "# The pier\n\nThe pier is old. Nobody mends it. The planks are loose.\n\n- Take care. Hold the rail.\n- Wait for the boat.\n\n| Hour | Boat |\n|---|---|\n| Six. | The ferry. It is slow. |\n\nAt night\nit is dark. A lamp\nhangs there.";

#[test]
fn different_sentences_of_one_line_merge() {
    let (text, conflicts) = replaced(
        TEXT,
        &[
            ("old.", "very old."),
            ("Hold", "Please hold"),
            ("Six.", "Seven."),
            ("dark.", "black."),
        ],
        &[
            ("loose.", "rotten."),
            ("Take", "Do take"),
            ("slow.", "late."),
            ("A lamp", "One lamp"),
        ],
    );
    assert_eq!(conflicts, 0, "{text}");
    let wanted = TEXT
        .replace("old.", "very old.")
        .replace("Hold", "Please hold")
        .replace("Six.", "Seven.")
        .replace("dark.", "black.")
        .replace("loose.", "rotten.")
        .replace("Take", "Do take")
        .replace("slow.", "late.")
        .replace("A lamp", "One lamp");
    assert_eq!(text, wanted);
}

#[test]
fn a_conflict_is_on_whole_lines_with_what_merged_in_both() {
    let (text, conflicts) = replaced(
        TEXT,
        &[("old.", "very old."), ("mends", "repairs")],
        &[("loose.", "rotten."), ("mends", "paints")],
    );
    assert_eq!(conflicts, 1);
    let conflict = "<<<<<<< ours\nThe pier is very old. Nobody repairs it. The planks are rotten.\n||||||| base\nThe pier is old. Nobody mends it. The planks are loose.\n=======\nThe pier is very old. Nobody paints it. The planks are rotten.\n>>>>>>> theirs\n";
    let line = "The pier is old. Nobody mends it. The planks are loose.\n";
    assert_eq!(text, TEXT.replace(line, conflict));
}

#[test]
fn a_conflict_in_the_last_line_without_an_end_has_lines_of_its_own() {
    let (text, conflicts) = merged("One.", "Two.", "Three.");
    let wanted = "<<<<<<< ours\nTwo.\n||||||| base\nOne.\n=======\nThree.\n>>>>>>> theirs\n";
    assert_eq!((text.as_str(), conflicts), (wanted, 1));
}

#[test]
fn two_conflicts_of_one_line_are_one() {
    let (text, conflicts) = replaced(
        TEXT,
        &[("old.", "aged."), ("loose.", "soft.")],
        &[("old.", "grey."), ("loose.", "wet.")],
    );
    assert_eq!(conflicts, 1, "{text}");
    assert_eq!(text.matches("<<<<<<< ").count(), 1);
}

#[test]
fn what_only_one_side_changed_is_taken_whatever_it_is() {
    for other in ["", "One.\r\n", "```\n", "A. B. C.\n\n\n\nD", TEXT] {
        assert_eq!(merged(TEXT, other, TEXT), (other.to_owned(), 0));
        assert_eq!(merged(TEXT, TEXT, other), (other.to_owned(), 0));
        assert_eq!(merged(TEXT, other, other), (other.to_owned(), 0));
    }
}

#[test]
fn sentences_that_would_be_read_as_one_are_a_conflict() {
    // Ours ends in what only stands at the end of a block, theirs puts words behind it.
    let (text, conflicts) = replaced(
        "The pier is old.\n\nIt is dark.\n",
        &[("old.", "old, and so on")],
        &[("old.\n\nIt", "old. It")],
    );
    assert_eq!(conflicts, 1, "{text}");
    assert!(text.contains("old, and so on"), "{text}");
}

#[test]
fn markup_of_a_sentence_belongs_to_it() {
    let (text, conflicts) = replaced(
        "**One day.** It [rained](a.md). Then it stopped.\n",
        &[("**One day.**", "*One morning.*")],
        &[("(a.md)", "(b.md)")],
    );
    assert_eq!(conflicts, 0, "{text}");
    assert_eq!(text, "*One morning.* It [rained](b.md). Then it stopped.\n");
}

#[test]
fn other_encodings_stay() {
    let encode = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let base = "灯塔在海边。守塔人每晚点灯。全岛的人都认得他。\r\n";
    let ours = base.replace("海边", "山上");
    let theirs = base.replace("都认得他", "都喜欢他");
    let result = bytes("txt", &encode(base), &encode(&ours), &encode(&theirs)).unwrap();
    assert_eq!(result.conflicts, 0);
    assert_eq!(result.bytes, encode(&ours.replace("都认得他", "都喜欢他")));
    let other = bytes("txt", &encode(base), ours.as_bytes(), &encode(&theirs));
    let said = other.unwrap_err().to_string();
    assert!(said.contains("UTF-8") && said.contains("gb18030"), "{said}");
    // UTF-16 with its mark, and a conflict in it.
    let wide = |text: &str| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let theirs = base.replace("海边", "河边");
    let result = bytes("txt", &wide(base), &wide(&ours), &wide(&theirs)).unwrap();
    let wanted = format!(
        "<<<<<<< ours\r\n{ours}||||||| base\r\n{base}=======\r\n{theirs}>>>>>>> theirs\r\n"
    );
    assert_eq!(result.bytes, wide(&wanted));
    assert_eq!(result.conflicts, 1);
}

#[test]
fn a_byte_order_mark_goes_with_who_changed_it() {
    let with = |text: &str| format!("\u{feff}{text}");
    let base = "One. Two.\n";
    assert_eq!(
        merged(base, &with(base), "One. Three.\n").0,
        with("One. Three.\n")
    );
    assert_eq!(
        merged(&with(base), base, &with("One. Three.\n")).0,
        "One. Three.\n"
    );
}

/// A text of numbered sentences, some of them starting a paragraph or an item.
fn numbered(sentences: &[(u32, u8)]) -> String {
    let mut text = String::new();
    for (number, before) in sentences {
        text += match before {
            _ if text.is_empty() => "",
            0..=3 => " ",
            4 => "\n\n",
            5 => "\n\n- ",
            _ => "\n",
        };
        text += &format!("The house number {number} is empty.");
    }
    text + "\n"
}

/// A version of `base`: at each step a sentence is removed, reworded, or has a new one behind it.
fn changed(base: &[(u32, u8)], steps: &[(usize, u8)], first: u32) -> Vec<(u32, u8)> {
    let mut version = base.to_vec();
    for (new, (at, step)) in (first..).zip(steps) {
        if version.is_empty() {
            break;
        }
        let at = at % version.len();
        match step {
            0 => {
                version.remove(at);
            }
            1 => version.insert(at + 1, (new, version[at].1)),
            _ => version[at].0 = new,
        }
    }
    version
}

/// The text when of every conflict one version is kept.
fn kept(text: &str, ours: bool) -> String {
    let (mut out, mut inside) = (String::new(), None);
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "<<<<<<< ours" => inside = Some(ours),
            "||||||| base" => inside = Some(false),
            "=======" => inside = Some(!ours),
            ">>>>>>> theirs" => inside = None,
            _ if inside.unwrap_or(true) => out += line,
            _ => {}
        }
    }
    out
}

proptest::proptest! {
    #[test]
    fn nothing_that_either_side_wrote_is_lost(
        places in proptest::collection::vec(0u8..8, 1..14),
        ours in proptest::collection::vec((0usize..20, 0u8..4), 0..5),
        theirs in proptest::collection::vec((0usize..20, 0u8..4), 0..5),
    ) {
        let base: Vec<(u32, u8)> = (1..).zip(places).collect();
        let versions = [changed(&base, &ours, 100), changed(&base, &theirs, 200)];
        let [base_text, our_text, their_text] =
            [&base, &versions[0], &versions[1]].map(|version| numbered(version));
        let (text, conflicts) = merged(&base_text, &our_text, &their_text);
        proptest::prop_assert_eq!(text.matches("<<<<<<< ours\n").count(), conflicts);
        proptest::prop_assert_eq!(merged(&base_text, &our_text, &base_text).0, our_text.clone());
        for (version, is_ours) in versions.iter().zip([true, false]) {
            let text = kept(&text, is_ours);
            for (number, _) in version.iter().filter(|(number, _)| *number >= 100) {
                let sentence = format!("The house number {number} is empty.");
                let times = text.matches(&sentence).count();
                proptest::prop_assert_eq!(times, 1, "{} in {}", sentence, text);
            }
            // What a side removed does not come back when its version is kept.
            for (number, _) in &base {
                let there = version.iter().any(|(other, _)| other == number);
                let sentence = format!("The house number {number} is empty.");
                proptest::prop_assert!(there || !text.contains(&sentence), "{} in {}", sentence, text);
            }
        }
    }
}
