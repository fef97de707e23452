//! Faults of a server, made up at a position of a batch.

/// The answers to a batch with a fault in them.
pub(crate) struct Faulty {
    pub(crate) kind: &'static str,
    pub(crate) answers: Vec<Option<String>>,
    /// The answers that are there and wrong.
    pub(crate) wrong: Vec<usize>,
}

/// Sentences that a server may make up.
const INVENTED: &[&str] = &[
    "The committee will meet again next Tuesday to settle the budget.",
    "She had never liked the smell of paint, and so she opened both windows.",
    "Prices rose by four per cent while wages stayed where they were.",
    "The dog barked at the postman.",
    "He wondered whether anybody would remember the tune.",
    "Rain is expected in the north, with bright spells towards the evening.",
    "\"You should have told me earlier,\" the captain said.",
    "Please keep this manual in a safe place.",
    "It was the third time that week that the train had been late.",
    "My aunt grows tomatoes on her balcony.",
    "They walked along the canal without a word, each waiting for the other to speak first.",
    "Nobody knows how the fire began.",
];

/// From so many Chinese characters on a half of a sentence can be left out, and one be split.
const LONG: usize = 20;
const SPLIT: usize = 12;

/// Every kind of fault at position `k` that the batch has room for.
pub(crate) fn faults(chinese: &[&str], english: &[&str], k: usize, seed: usize) -> Vec<Faulty> {
    let n = english.len();
    let own: Vec<Option<String>> = english
        .iter()
        .map(|text| Some((*text).to_owned()))
        .collect();
    let text = |at: usize| own.get(at).cloned().flatten();
    let mut made = Vec::new();
    let mut add = |kind: &'static str, change: &dyn Fn(&mut Vec<Option<String>>)| {
        let mut answers = own.clone();
        change(&mut answers);
        let wrong: Vec<usize> = (0..n)
            .filter(|&at| answers[at].is_some() && answers[at] != own[at])
            .collect();
        if !wrong.is_empty() {
            made.push(Faulty {
                kind,
                answers,
                wrong,
            });
        }
    };
    let other = (k + 2 + seed % n.saturating_sub(3).max(1)) % n;
    let size = chinese[k].chars().count();
    let halves = halves(english[k]).filter(|_| size >= SPLIT);
    add("shifted up", &|answers| {
        for (at, answer) in answers.iter_mut().enumerate().skip(k) {
            *answer = text(at + 1);
        }
    });
    add("shifted up by two", &|answers| {
        for (at, answer) in answers.iter_mut().enumerate().skip(k) {
            *answer = text(at + 2);
        }
    });
    if k > 0 {
        add("shifted down", &|answers| {
            for (at, answer) in answers.iter_mut().enumerate().skip(k) {
                *answer = text(at - 1);
            }
        });
        add("repeated, the one before", &|answers| {
            answers[k] = text(k - 1);
        });
    }
    if k + 4 <= n {
        add("a stretch of four turned", &|answers| {
            answers[k..k + 4].rotate_left(1);
        });
    }
    if other != k {
        add("swapped, any two", &|answers| answers.swap(k, other));
        add("repeated, any", &|answers| answers[k] = text(other));
    }
    if k + 1 < n {
        let both = format!("{} {}", english[k], english[k + 1]);
        add("swapped neighbours", &|answers| answers.swap(k, k + 1));
        add("merged, the next one again", &|answers| {
            answers[k] = Some(both.clone());
        });
        add("merged, the next one empty", &|answers| {
            answers[k] = Some(both.clone());
            answers[k + 1] = None;
        });
        add("merged, the rest shifted", &|answers| {
            answers[k] = Some(both.clone());
            for (at, answer) in answers.iter_mut().enumerate().skip(k + 1) {
                *answer = text(at + 1);
            }
        });
    }
    if let Some((one, two)) = &halves {
        if k + 1 < n {
            add("split, the rest shifted", &|answers| {
                answers[k] = Some(one.clone());
                answers[k + 1] = Some(two.clone());
                for (at, answer) in answers.iter_mut().enumerate().skip(k + 2) {
                    *answer = text(at - 1);
                }
            });
            add("split, the next one joined", &|answers| {
                answers[k] = Some(one.clone());
                answers[k + 1] = Some(format!("{two} {}", english[k + 1]));
            });
        }
        if size >= LONG {
            add("left out, the end", &|answers| {
                answers[k] = Some(one.clone());
            });
            add("left out, the beginning", &|answers| {
                answers[k] = Some(two.clone());
            });
        }
    }
    add("invented", &|answers| {
        answers[k] = Some(INVENTED[seed % INVENTED.len()].to_owned());
    });
    made
}

/// Both halves of a sentence: cut at the mark nearest to its middle, or else between two words.
fn halves(text: &str) -> Option<(String, String)> {
    let middle = text.len() / 2;
    let marks = text
        .match_indices([',', ';', '.', ':', '?', '!'])
        .map(|(at, _)| at + 1)
        .filter(|&at| text[at..].starts_with(' '));
    let cut = marks
        .min_by_key(|at| at.abs_diff(middle))
        .filter(|at| at.abs_diff(middle) * 4 < text.len())
        .or_else(|| {
            let spaces = text.match_indices(' ').map(|(at, _)| at);
            spaces.min_by_key(|at| at.abs_diff(middle))
        })?;
    let (one, two) = text.split_at(cut);
    Some((one.trim().to_owned(), two.trim().to_owned()))
}
