//! As much of HCL as CLI configurations and lock files are written in: blocks, texts and lists of texts.

use std::iter::Peekable;
use std::str::Chars;

/// What is between two braces, or in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    arguments: Vec<(String, Value)>,
    blocks: Vec<Block>,
}

/// A block with its labels.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) body: Body,
}

#[derive(Debug, PartialEq, Eq)]
enum Value {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Mark(char),
}

impl Body {
    /// Reads a file; none where it says more than is understood here.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut tokens = tokens(text)?.into_iter().peekable();
        let body = Self::read(&mut tokens)?;
        tokens.next().is_none().then_some(body)
    }

    /// All blocks, in their order.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks of one kind.
    pub(super) fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// The text of an argument.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.argument(name)? {
            Value::Text(text) => Some(text),
            Value::List(_) => None,
        }
    }

    /// The texts in the list of an argument.
    pub(super) fn list(&self, name: &str) -> Option<&[String]> {
        match self.argument(name)? {
            Value::Text(_) => None,
            Value::List(texts) => Some(texts),
        }
    }

    fn argument(&self, name: &str) -> Option<&Value> {
        let found = self.arguments.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value)
    }

    fn read(tokens: &mut Peekable<impl Iterator<Item = Token>>) -> Option<Self> {
        let mut body = Self::default();
        while let Some(Token::Word(_)) = tokens.peek() {
            let kind = word(tokens)?;
            let mut labels = Vec::new();
            while let Some(Token::Word(_)) = tokens.peek() {
                labels.push(word(tokens)?);
            }
            let assigned = labels.is_empty() && tokens.next_if_eq(&Token::Mark('=')).is_some();
            if tokens.next_if_eq(&Token::Mark('{')).is_some() {
                let inner = Self::read(tokens)?;
                tokens.next_if_eq(&Token::Mark('}'))?;
                body.blocks.push(Block {
                    kind,
                    labels,
                    body: inner,
                });
            } else if assigned {
                body.arguments.push((kind, value(tokens)?));
            } else {
                return None;
            }
            tokens.next_if_eq(&Token::Mark(','));
        }
        Some(body)
    }
}

fn word(tokens: &mut impl Iterator<Item = Token>) -> Option<String> {
    match tokens.next()? {
        Token::Word(word) => Some(word),
        Token::Mark(_) => None,
    }
}

fn value(tokens: &mut Peekable<impl Iterator<Item = Token>>) -> Option<Value> {
    if tokens.next_if_eq(&Token::Mark('[')).is_none() {
        return word(tokens).map(Value::Text);
    }
    let mut texts = Vec::new();
    while tokens.next_if_eq(&Token::Mark(']')).is_none() {
        texts.push(word(tokens)?);
        tokens.next_if_eq(&Token::Mark(','));
    }
    Some(Value::List(texts))
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            _ if character.is_whitespace() => {}
            '\u{feff}' => {}
            '#' => skip_line(&mut characters),
            '/' if characters.next_if_eq(&'/').is_some() => skip_line(&mut characters),
            '/' if characters.next_if_eq(&'*').is_some() => skip_comment(&mut characters)?,
            '"' => tokens.push(Token::Word(quoted(&mut characters)?)),
            '{' | '}' | '[' | ']' | '=' | ',' => tokens.push(Token::Mark(character)),
            _ if is_of_word(character) => {
                let mut word = character.to_string();
                while let Some(next) = characters.next_if(|next| is_of_word(*next)) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            // A heredoc, an expression.
            _ => return None,
        }
    }
    Some(tokens)
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.')
}

fn skip_line(characters: &mut Peekable<Chars<'_>>) {
    while characters.next_if(|next| *next != '\n').is_some() {}
}

fn skip_comment(characters: &mut Peekable<Chars<'_>>) -> Option<()> {
    loop {
        if characters.next()? == '*' && characters.next_if_eq(&'/').is_some() {
            return Some(());
        }
    }
}

/// The rest of a text in quotes, without them.
fn quoted(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match characters.next()? {
            '"' => return Some(text),
            '\n' => return None,
            '\\' => text.push(match characters.next()? {
                'n' => '\n',
                't' => '\t',
                escaped @ ('"' | '\\') => escaped,
                _ => return None,
            }),
            character => text.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_texts_and_lists_are_read_and_comments_are_not() {
        let body = Body::parse(
            r#"
            # A comment { with " marks
            plugin_cache_dir   = "$HOME/cache" // and
            disable_checkpoint = true          /* others */
            credentials "app.example.com" { token = "a\"b" }
            provider_installation {
              dev_overrides = { "a/b" = "C:\\b", "c/d" = "/d" }
              filesystem_mirror {
                include = ["x/*/*",
                           "y/*/*",]
              }
              direct {}
            }
            "#,
        )
        .unwrap();
        assert_eq!(body.text("plugin_cache_dir"), Some("$HOME/cache"));
        assert_eq!(body.text("disable_checkpoint"), Some("true"));
        let credentials = body.of_kind("credentials").next().unwrap();
        assert_eq!(credentials.labels, ["app.example.com"]);
        assert_eq!(credentials.body.text("token"), Some("a\"b"));
        let methods = body.of_kind("provider_installation").next().unwrap();
        let kinds: Vec<&str> = methods.body.blocks().iter().map(|m| &*m.kind).collect();
        assert_eq!(kinds, ["dev_overrides", "filesystem_mirror", "direct"]);
        assert_eq!(methods.body.blocks()[0].body.text("a/b"), Some("C:\\b"));
        assert_eq!(methods.body.blocks()[0].body.text("c/d"), Some("/d"));
        let include = methods.body.blocks()[1].body.list("include").unwrap();
        assert_eq!(include, ["x/*/*", "y/*/*"]);
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        for text in [
            "a",
            "a =",
            "a = <<END\nEND\n",
            "a = [",
            "a {",
            "a }",
            "a = \"b",
            "a = \"b\nc\"",
            "/* never ends",
            "{\"a\": 1}",
        ] {
            assert_eq!(Body::parse(text), None, "{text}");
        }
    }
}
