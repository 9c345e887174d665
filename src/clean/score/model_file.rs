//! Models as TOML, and the one inside the program.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use toml::{Table, Value};

use super::ballot::{MOST_POINTS, Votes};
use super::cues::Cues;
use super::cutoff::Scale;
use super::feature::Feature;
use super::model::{ASKS, Model, Vote};

/// What is wrong with a model file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError(String);

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

/// The text of the model inside the program.
const BUILTIN: &str = include_str!("body.toml");

impl Model {
    /// The model inside the program.
    pub fn builtin() -> Arc<Model> {
        static MODEL: LazyLock<Arc<Model>> =
            LazyLock::new(|| Arc::new(Model::parse(BUILTIN).unwrap_or_default()));
        Arc::clone(&MODEL)
    }

    /// Reads a model.
    ///
    /// # Errors
    /// What is not TOML, a key that is missing or unknown, a feature that does not exist.
    pub fn parse(text: &str) -> Result<Model, ModelError> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| ModelError(error.to_string()))?;
        let known = ["bias", "temper", "recall", "wide-bonus", "switch-cost", "cues", "votes"];
        if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(ModelError(format!("unknown key `{key}`, expected one of {}", known.join(", "))));
        }
        Ok(Model {
            bias: number(&table, "bias")?,
            scale: Scale {
                temper: i64::from(number(&table, "temper")?.clamp(1, 10_000)),
                recall: i64::from(number(&table, "recall")?.clamp(0, 10_000)),
            },
            wide_bonus: number(&table, "wide-bonus")?,
            switch_cost: number(&table, "switch-cost")?,
            cues: Cues::new(read_cues(&table)?),
            votes: Votes::new(
                array(table.get("votes"), "votes")?.iter().map(read_vote).collect::<Result<_, _>>()?,
            ),
        })
    }

    /// Writes the model as TOML; [`Model::parse`] reads it back.
    pub fn to_toml(&self) -> String {
        let mut out = format!(
            "bias = {}\ntemper = {}\nrecall = {}\nwide-bonus = {}\nswitch-cost = {}\n\nvotes = [\n",
            self.bias, self.scale.temper, self.scale.recall, self.wide_bonus, self.switch_cost
        );
        for vote in &self.votes.list {
            let ask = |(feature, least): &(Feature, i16)| format!("\"{} >= {least}\"", feature.name());
            let asks: Vec<String> = vote.asks.iter().map(ask).collect();
            let points: Vec<String> = vote.points.iter().map(i32::to_string).collect();
            let _ = writeln!(out, "  {{ ask = [{}], points = [{}] }},", asks.join(", "), points.join(", "));
        }
        out.push_str("]\n\n[cues]\n");
        for (word, points) in &self.cues.words {
            let _ = writeln!(out, "{} = {points}", Value::String(word.clone()));
        }
        out
    }
}

impl Default for Model {
    /// A model that keeps every line.
    fn default() -> Model {
        Model {
            bias: 0,
            scale: Scale { temper: 100, recall: 100 },
            wide_bonus: 0,
            switch_cost: 0,
            cues: Cues::default(),
            votes: Votes::default(),
        }
    }
}

fn number(table: &Table, key: &str) -> Result<i32, ModelError> {
    table
        .get(key)
        .and_then(small)
        .ok_or_else(|| ModelError(format!("`{key}` must be a whole number of points")))
}

/// Points beyond a thousand logits mean nothing, and sums of them must not overflow.
fn small(value: &Value) -> Option<i32> {
    value
        .as_integer()
        .filter(|number| number.abs() <= 1_000_000)
        .and_then(|number| i32::try_from(number).ok())
}

fn array<'a>(value: Option<&'a Value>, key: &str) -> Result<&'a [Value], ModelError> {
    let array = value.and_then(Value::as_array);
    array.map(Vec::as_slice).ok_or_else(|| ModelError(format!("`{key}` must be an array")))
}

fn read_cues(table: &Table) -> Result<Vec<(String, i32)>, ModelError> {
    let Some(cues) = table.get("cues").and_then(Value::as_table) else {
        return Err(ModelError("`cues` must be a table of words and points".to_owned()));
    };
    let cue = |(word, points): (&String, &Value)| {
        let points = small(points)
            .ok_or_else(|| ModelError(format!("cue `{word}` must have a whole number of points")))?;
        Ok((word.clone(), points))
    };
    cues.iter().map(cue).collect()
}

fn read_vote(vote: &Value) -> Result<Vote, ModelError> {
    let asks: Vec<(Feature, i16)> =
        array(vote.get("ask"), "ask")?.iter().map(read_ask).collect::<Result<_, _>>()?;
    let points: Option<Vec<i32>> = array(vote.get("points"), "points")?.iter().map(small).collect();
    let wrong =
        || ModelError(format!("a vote must ask {ASKS} questions and give {} points: {vote}", 1 << ASKS));
    if let Some(points) = points.iter().flatten().find(|points| points.abs() > MOST_POINTS) {
        return Err(ModelError(format!("the points of a vote lie within ±{MOST_POINTS}, found {points}")));
    }
    Ok(Vote {
        asks: asks.try_into().map_err(|_| wrong())?,
        points: points.ok_or_else(wrong)?.try_into().map_err(|_| wrong())?,
    })
}

/// `feature >= number`.
fn read_ask(ask: &Value) -> Result<(Feature, i16), ModelError> {
    let wrong = || ModelError(format!("a question must read `FEATURE >= NUMBER`, found `{ask}`"));
    let (name, least) = ask.as_str().and_then(|ask| ask.split_once(" >= ")).ok_or_else(wrong)?;
    let feature = Feature::named(name).ok_or_else(|| ModelError(format!("unknown feature `{name}`")))?;
    Ok((feature, least.parse().map_err(|_| wrong())?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_model_inside_the_program_reads_and_writes_itself() {
        let model = Model::parse(BUILTIN).unwrap();
        assert!(model.votes.list.len() >= 100 && model.cues.words.len() >= 100);
        let again = Model::parse(&model.to_toml()).unwrap();
        assert_eq!(again.votes.list, model.votes.list);
        assert_eq!(again.cues.words, model.cues.words);
        assert_eq!((again.bias, again.scale), (model.bias, model.scale));
    }

    #[test]
    fn mistakes_are_named() {
        let told = |text: &str| Model::parse(text).unwrap_err().to_string();
        let head = "bias = 0\ntemper = 100\nrecall = 100\nwide-bonus = 0\nswitch-cost = 0\n";
        assert!(told("bias = ").contains("TOML parse error"));
        assert_eq!(
            told("bais = 1"),
            "unknown key `bais`, expected one of bias, temper, recall, wide-bonus, switch-cost, cues, votes"
        );
        assert_eq!(told("bias = \"x\""), "`bias` must be a whole number of points");
        let vote = format!("{head}votes = [{{ ask = [\"wdith >= 3\"], points = [] }}]\n[cues]\n");
        assert_eq!(told(&vote), "unknown feature `wdith`");
        let vote = format!("{head}votes = [{{ ask = [\"width >= 3\"], points = [1] }}]\n[cues]\n");
        assert!(told(&vote).starts_with("a vote must ask 3 questions and give 8 points"));
        let vote = format!("{head}votes = [{{ ask = [\"width >= 3\"], points = [4096] }}]\n[cues]\n");
        assert_eq!(told(&vote), "the points of a vote lie within ±4095, found 4096");
    }
}
