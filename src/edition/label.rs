//! A title in both languages.

/// A title in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The Chinese title.
    pub source: Option<String>,
    /// The English title.
    pub target: Option<String>,
    /// The number of the piece, if a chapter was cut into pieces.
    pub piece: Option<usize>,
}

impl Label {
    /// The titles of both languages in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let mut names: Vec<String> = [&self.source, &self.target]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        names.dedup();
        let piece = self
            .piece
            .map_or(String::new(), |piece| format!(" ({piece})"));
        names.join(" · ") + &piece
    }
}
