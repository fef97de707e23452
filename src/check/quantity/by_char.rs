//! A table by characters, for what is looked up at every number of a text.

/// How many rows a table has: most characters of a text have a row that is empty.
const ROWS: usize = 256;

/// Values by a character each, in rows by the lowest byte of the character: that takes less time than a hash.
pub(super) struct ByChar<T>([Vec<(char, Vec<T>)>; ROWS]);

impl<T> ByChar<T> {
    /// The values of a character, in the order in which they were put in.
    pub(super) fn get(&self, c: char) -> &[T] {
        let row = &self.0[c as usize % ROWS];
        row.iter()
            .find(|(other, _)| *other == c)
            .map_or(&[], |(_, values)| values)
    }
}

impl<T> FromIterator<(char, T)> for ByChar<T> {
    fn from_iter<I: IntoIterator<Item = (char, T)>>(items: I) -> ByChar<T> {
        let mut rows: [Vec<(char, Vec<T>)>; ROWS] = std::array::from_fn(|_| Vec::new());
        for (c, value) in items {
            let row = &mut rows[c as usize % ROWS];
            match row.iter_mut().find(|(other, _)| *other == c) {
                Some((_, values)) => values.push(value),
                None => row.push((c, vec![value])),
            }
        }
        ByChar(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_one_row_keep_apart() {
        let other = char::from_u32('a' as u32 + ROWS as u32).unwrap();
        let table: ByChar<u8> = [('a', 1), (other, 2), ('a', 3)].into_iter().collect();
        assert_eq!(table.get('a'), [1, 3]);
        assert_eq!(table.get(other), [2]);
        assert!(table.get('b').is_empty());
    }
}
