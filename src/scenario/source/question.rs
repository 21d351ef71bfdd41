//! Questions of a survey.

use serde::Deserialize;

/// A question that is to be read word for word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionSource {
    /// The question, a template.
    pub text: String,
    /// The table and the field in which its answer stands.
    #[serde(default)]
    pub field: Option<(String, String)>,
    /// What may stand there: the scale, with what is written for "I don't know" and for a refusal.
    #[serde(default)]
    pub codes: Vec<String>,
}
