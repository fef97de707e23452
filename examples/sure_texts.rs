#![allow(dead_code)]
use std::fs;
fn lines(p: &str) -> Vec<String> { fs::read_to_string(p).unwrap().lines().map(str::to_owned).collect() }
fn gold(p: &str) -> Vec<(Vec<usize>, Vec<usize>)> {
    lines(p).iter().filter_map(|l| {
        let (a, b) = l.split_once("]:[")?;
        let f = |s: &str| s.trim_matches(|c| c == '[' || c == ']').split(',').filter_map(|x| x.trim().parse().ok()).collect::<Vec<usize>>();
        Some((f(a), f(b)))
    }).collect()
}
pub struct Text { pub name: String, pub zh: Vec<String>, pub en: Vec<String> }
pub fn texts() -> Vec<Text> {
    let root = "/work/shared/corpora";
    let mut texts = vec![];
    let join = |name: &str, zh: &[String], en: &[String], g: &[(Vec<usize>, Vec<usize>)]| {
        let mut a = vec![]; let mut b = vec![];
        for (x, y) in g { if x.is_empty() || y.is_empty() { continue; }
            a.push(x.iter().map(|&i| zh[i].as_str()).collect::<String>());
            b.push(y.iter().map(|&i| en[i].as_str()).collect::<Vec<_>>().join(" "));
        }
        Text { name: name.into(), zh: a, en: b }
    };
    for n in 1..=6 {
        let d = format!("{root}/mac-dev/00{n}");
        let (zh, en, g) = (lines(&format!("{d}.zh")), lines(&format!("{d}.en")), gold(&format!("{d}.align")));
        texts.push(join(&format!("mac{n}"), &zh, &en, &g));
        let mt = lines(&format!("{d}.zh.mt"));
        let (mut a, mut b) = (vec![], vec![]);
        for (z, m) in zh.iter().zip(&mt) { if !z.trim().is_empty() && !m.trim().is_empty() { a.push(z.clone()); b.push(m.clone()); } }
        texts.push(Text { name: format!("mt{n}"), zh: a, en: b });
    }
    let d = format!("{root}/interview");
    texts.push(join("interview", &lines(&format!("{d}/zh.sents.txt")), &lines(&format!("{d}/en.sents.txt")), &gold(&format!("{d}/gold.align"))));
    let d = format!("{root}/bible/001");
    let (zh, en) = (lines(&format!("{d}.zh")), lines(&format!("{d}.en")));
    let g: Vec<_> = gold(&format!("{d}.align")).into_iter().map(|(a, b)| (b, a)).take(1200).collect();
    texts.push(join("bible", &zh, &en, &g));
    texts
}
