//! The areas of the catalogues, and their patterns in the form that the script of a page fills.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use serde_json::{Value, json};

/// An area: what is read in one place, a file in each language.
#[derive(Debug)]
pub struct Area {
    /// The name of its files.
    pub name: &'static str,
    /// The file in English.
    pub english: &'static str,
    /// The file in Chinese.
    pub chinese: &'static str,
}

macro_rules! area {
    ($name:literal) => {
        Area {
            name: $name,
            english: include_str!(concat!("en/", $name, ".ftl")),
            chinese: include_str!(concat!("zh-CN/", $name, ".ftl")),
        }
    };
}

/// The areas: what the command says by id, its help, the messages that the library gives in English and the
/// phrases inside them, the rules of the check, the workbench, built pages.
pub const AREAS: &[Area] = &[
    area!("cli"),
    area!("help"),
    area!("messages"),
    area!("phrases"),
    area!("rules"),
    area!("report"),
    area!("workbench"),
    area!("page"),
];

/// A pattern for the script of a page: a text with `{name}` for what is put in, or a text for the number one and
/// one for all others. `None` for anything that a script would have to understand.
pub(super) fn pattern_for_pages(pattern: &Pattern<&str>) -> Option<Value> {
    if let [PatternElement::Placeable { expression }] = pattern.elements.as_slice()
        && let Expression::Select { selector, variants } = expression
    {
        let InlineExpression::VariableReference { id } = selector else {
            return None;
        };
        let text = |wanted: &str| {
            let mut of_key = variants.iter().filter(|variant| match variant.key {
                VariantKey::Identifier { name } => name == wanted,
                VariantKey::NumberLiteral { .. } => false,
            });
            plain(&of_key.next()?.value)
        };
        let other = text("other")?;
        let one = text("one").unwrap_or_else(|| other.clone());
        return Some(json!({"by": id.name, "one": one, "other": other}));
    }
    plain(pattern).map(Value::String)
}

/// A pattern of words and placeholders alone.
fn plain(pattern: &Pattern<&str>) -> Option<String> {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                text.push('{');
                text.push_str(id.name);
                text.push('}');
            }
            PatternElement::Placeable { .. } => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use fluent_syntax::ast::Entry;

    use super::*;

    fn of(text: &str) -> Option<Value> {
        let resource = fluent_syntax::parser::parse(text).unwrap();
        let Entry::Message(message) = &resource.body[0] else {
            panic!("{text} is no message");
        };
        pattern_for_pages(message.value.as_ref().unwrap())
    }

    #[test]
    fn patterns_are_those_that_a_script_fills() {
        assert_eq!(of("a = Save { $file } now"), Some(json!("Save {file} now")));
        assert_eq!(
            of("a = { $n ->\n    [one] One link\n   *[other] { $n } links\n}"),
            Some(json!({"by": "n", "one": "One link", "other": "{n} links"}))
        );
        assert_eq!(
            of("a = { $n ->\n   *[other] { $n } 个链接\n}"),
            Some(json!({"by": "n", "one": "{n} 个链接", "other": "{n} 个链接"}))
        );
        for odd in [
            "a = At { $n ->\n    [one] one\n   *[other] more\n} places",
            "a = { NUMBER($n) }",
            "a = { -term }",
        ] {
            assert_eq!(of(odd), None, "{odd}");
        }
    }
}
