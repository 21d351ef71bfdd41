//! Speech engines: eSpeak NG, or whatever a command line of the settings starts. No shell is ever used, the text goes in by a
//! file, and an engine that hangs is ended.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::sound::{NoSound, Sound};
use super::timing::{self, Stretch};

/// An engine that has written nothing after this time is ended.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);
/// A file larger than this is no line.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoiceError {
    #[error("no speech engine was found: install eSpeak NG, or name an engine in the settings")]
    NoEngine,
    #[error("the command of the speech engine is wrong: {0}")]
    Command(String),
    #[error("the speech engine {program} could not be started: {cause}")]
    Start { program: String, cause: String },
    #[error("the speech engine {program} was ended after {seconds} s without a result")]
    TimeOut { program: String, seconds: u64 },
    #[error("the speech engine {program} failed with {status}{}", if said.is_empty() { String::new() } else { format!(": {said}") })]
    Failed { program: String, status: String, said: String },
    #[error("the speech engine {program} gave no sound: {cause}")]
    NoSound { program: String, cause: NoSound },
    #[error("the folder {folder} for speech cannot be used: {cause}")]
    Folder { folder: String, cause: String },
    #[error("the recorded line {file} cannot be heard: {cause}")]
    Recording { file: String, cause: String },
}

/// What is said how, in the engine's terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Utterance<'a> {
    pub text: &'a str,
    /// `en-GB`.
    pub locale: &'a str,
    /// What eSpeak NG calls language and voice, `en-gb+f2`.
    pub espeak: &'a str,
    /// `high_middle`.
    pub voice: &'a str,
    /// Words a minute.
    pub speed: i32,
    /// 0 to 99, 50 is usual.
    pub pitch: i32,
    /// Per cent of the usual rise and fall.
    pub range: i32,
    /// Decibels above or below the usual level. The level is set again from the samples, so an engine may leave it out.
    pub volume: i32,
}

/// A program that speaks into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    Espeak { program: PathBuf, version: String },
    Command(CommandLine),
}

/// A command line with placeholders, taken apart once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    program: String,
    arguments: Vec<String>,
}

/// What may stand in a command line.
const PLACEHOLDERS: [&str; 10] = [
    "{text}",
    "{text_file}",
    "{language}",
    "{voice}",
    "{pace}",
    "{pitch}",
    "{range}",
    "{volume}",
    "{timings}",
    "{out}",
];

impl CommandLine {
    /// Takes a command line apart: blanks part arguments, straight quotation marks hold one together. A backslash is a
    /// backslash, as Windows writes its folders.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn parse(line: &str) -> Result<Self, VoiceError> {
        let wrong = |what: &str| VoiceError::Command(what.to_owned());
        let mut words = split(line).ok_or_else(|| wrong("a quotation mark is not closed"))?.into_iter();
        let program = words.next().ok_or_else(|| wrong("it is empty"))?;
        if program.contains('{') {
            return Err(wrong("it has to begin with the name of a program"));
        }
        let arguments: Vec<String> = words.collect();
        let all = arguments.join(" ");
        if !all.contains("{out}") {
            return Err(wrong("{out} is missing, which is the file to write"));
        }
        let known = PLACEHOLDERS.iter().fold(all, |rest, name| rest.replace(name, ""));
        if let Some(at) = known.find('{') {
            let name: String = known[at..].chars().take_while(|one| !one.is_whitespace()).collect();
            return Err(VoiceError::Command(format!("{name} means nothing; there are {}", PLACEHOLDERS.join(" "))));
        }
        // A line of a script may begin like an option, and nothing that is said may become one.
        let text = arguments.iter().position(|argument| argument.starts_with("{text}"));
        let end_of_options = arguments.iter().position(|argument| argument == "--");
        if text.is_some_and(|text| end_of_options.is_none_or(|end| end > text)) {
            return Err(wrong("{text} could be taken for an option: write -- before it, or use {text_file}"));
        }
        Ok(Self { program, arguments })
    }

    /// Each placeholder is replaced within its argument, once: what is put in is not looked at again.
    fn filled(&self, say: &Utterance<'_>, folder: &Workshop) -> Vec<String> {
        let named = |path: PathBuf| path.to_string_lossy().into_owned();
        let value = |name: &str| match name {
            "{text}" => say.text.to_owned(),
            "{text_file}" => named(folder.text()),
            "{language}" => say.locale.to_owned(),
            "{voice}" => say.voice.to_owned(),
            "{pace}" => say.speed.to_string(),
            "{pitch}" => say.pitch.to_string(),
            "{range}" => say.range.to_string(),
            "{volume}" => say.volume.to_string(),
            "{timings}" => named(folder.timings()),
            _ => named(folder.out()),
        };
        self.arguments.iter().map(|argument| fill(argument, &value)).collect()
    }
}

fn fill(argument: &str, value: &impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = argument;
    while let Some((at, name)) = PLACEHOLDERS.iter().filter_map(|name| Some((rest.find(name)?, *name))).min() {
        out.push_str(&rest[..at]);
        out.push_str(&value(name));
        rest = &rest[at + name.len()..];
    }
    out + rest
}

fn split(line: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut quoted) = (None::<String>, false);
    for one in line.chars() {
        match one {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            blank if blank.is_whitespace() && !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    (!quoted).then_some(words)
}

impl Engine {
    /// The engine of a command line, or eSpeak NG where it is empty.
    ///
    /// # Errors
    /// When the command line is wrong, or there is no eSpeak NG.
    pub fn find(command: &str) -> Result<Self, VoiceError> {
        if !command.trim().is_empty() {
            return CommandLine::parse(command).map(Self::Command);
        }
        let places = std::iter::once(PathBuf::from("espeak-ng")).chain(
            ["ProgramFiles", "ProgramFiles(x86)"]
                .into_iter()
                .filter_map(std::env::var_os)
                .map(|folder| Path::new(&folder).join("eSpeak NG").join("espeak-ng.exe")),
        );
        let version = |program: &PathBuf| {
            let output = quiet(Command::new(program).arg("--version")).stdin(Stdio::null()).output().ok()?;
            Some(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned())
        };
        let found = places.into_iter().find_map(|program| version(&program).map(|version| (program, version)));
        found.map(|(program, version)| Self::Espeak { program, version }).ok_or(VoiceError::NoEngine)
    }

    /// What tells its sounds from those of another engine.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Espeak { version, .. } => version.clone(),
            Self::Command(line) => format!("{} {}", line.program, line.arguments.join("\u{0}")),
        }
    }

    fn program(&self) -> String {
        match self {
            Self::Espeak { program, .. } => program.to_string_lossy().into_owned(),
            Self::Command(line) => line.program.clone(),
        }
    }

    /// Speaks, in a folder of its own.
    pub(super) fn speak(&self, say: &Utterance<'_>, limit: Duration) -> Result<Speech, VoiceError> {
        let text = match self {
            Self::Espeak { .. } => ssml(say, None),
            Self::Command(_) => say.text.to_owned(),
        };
        self.speak_text(say, &text, limit)
    }

    fn speak_text(&self, say: &Utterance<'_>, text: &str, limit: Duration) -> Result<Speech, VoiceError> {
        let folder = Workshop::new()?;
        std::fs::write(folder.text(), text).map_err(|cause| folder.cannot(&cause))?;
        let mut command = match self {
            Self::Espeak { program, .. } => {
                let mut command = Command::new(program);
                let (speed, pitch) = (say.speed.to_string(), say.pitch.to_string());
                command.args(["-m", "-z", "-b", "1", "-v", say.espeak, "-s", &speed, "-p", &pitch, "-w"]);
                command.arg(folder.out()).arg("-f").arg(folder.text());
                command
            }
            Self::Command(line) => {
                let mut command = Command::new(&line.program);
                command.args(line.filled(say, &folder));
                command
            }
        };
        self.run(&mut command, &folder, limit)?;
        // What is not there is as good as empty.
        let bytes = folder.read(&folder.out())?;
        let sound = Sound::read(&bytes).map_err(|cause| VoiceError::NoSound { program: self.program(), cause })?;
        let labels = timing::labels(&String::from_utf8_lossy(&folder.read(&folder.timings())?));
        Ok(Speech { sound, labels })
    }

    /// Where each word of something that was spoken begins, in milliseconds of its sound, as far as the engine can tell.
    pub(super) fn begins(&self, say: &Utterance<'_>, speech: &Speech, limit: Duration) -> Option<Vec<u64>> {
        let words = timing::words(say.text);
        match self {
            Self::Command(_) => timing::by_labels(&speech.labels, &words),
            // One word is there from the beginning.
            Self::Espeak { .. } if words.len() < 2 => Some(vec![0; words.len()]),
            Self::Espeak { .. } => {
                // The words of the other kind are silent.
                let only = |kind: usize| self.speak_text(say, &ssml(say, Some(1 - kind)), limit).ok();
                let (even, odd) = (only(0)?.sound, only(1)?.sound);
                timing::begins(&timing::of_two(&even, &odd, speech.sound.ms()), &words)
            }
        }
    }

    /// Files in place of pipes: nobody waits for a pipe that a forgotten child holds open.
    fn run(&self, command: &mut Command, folder: &Workshop, limit: Duration) -> Result<(), VoiceError> {
        let program = self.program();
        let errors = folder.0.join("errors.txt");
        let stdin = File::open(folder.text()).map_err(|cause| folder.cannot(&cause))?;
        let stderr = File::create(&errors).map_err(|cause| folder.cannot(&cause))?;
        let child = quiet(command).stdin(stdin).stdout(Stdio::null()).stderr(stderr).spawn();
        let mut child =
            child.map_err(|cause| VoiceError::Start { program: program.clone(), cause: cause.to_string() })?;
        let began = Instant::now();
        let status: ExitStatus = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if began.elapsed() < limit => std::thread::sleep(Duration::from_millis(2)),
                Ok(None) => {
                    // It may have ended by itself meanwhile.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(VoiceError::TimeOut { program, seconds: limit.as_secs() });
                }
                Err(cause) => return Err(VoiceError::Start { program, cause: cause.to_string() }),
            }
        };
        if status.success() {
            return Ok(());
        }
        let said = std::fs::read(&errors).unwrap_or_default();
        let said = String::from_utf8_lossy(&said[..said.len().min(2_000)]).into_owned();
        let said: String =
            said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().chars().take(200).collect();
        let said = said.trim().trim_end_matches('.').to_owned();
        Err(VoiceError::Failed { program, status: status.to_string(), said })
    }
}

/// No black window opens beside ours.
fn quiet(command: &mut Command) -> &mut Command {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    command
}

/// What an engine has said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speech {
    pub sound: Sound,
    /// The times that it wrote beside it.
    pub labels: Vec<Stretch>,
}

impl Speech {
    /// Without the silence before and after.
    pub fn trimmed(self) -> Self {
        let (sound, cut_ms) = self.sound.trimmed();
        let earlier = |label: Stretch| Stretch {
            from_ms: label.from_ms.saturating_sub(cut_ms),
            to_ms: label.to_ms.saturating_sub(cut_ms),
            ..label
        };
        Self { sound, labels: self.labels.into_iter().map(earlier).collect() }
    }
}

/// The text in the marks of SSML, which eSpeak NG takes for melody and pauses; its options know neither. Words of even or
/// of odd number may be silent.
fn ssml(say: &Utterance<'_>, silent: Option<usize>) -> String {
    let mut text = String::with_capacity(say.text.len() + 64);
    let mut number = 0;
    for (at, token) in say.text.split_whitespace().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let quiet = timing::sounds(token) && silent == Some(number % 2);
        number += usize::from(timing::sounds(token));
        if quiet {
            text.push_str("<prosody volume=\"silent\">");
        }
        for one in token.chars() {
            match one {
                // After a full stop the engine takes the next mark a word too late.
                '.' | '।' if silent.is_some() && token.ends_with(one) => text.push('!'),
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '>' => text.push_str("&gt;"),
                '…' => text.push_str("<break time=\"250ms\"/>"),
                other => text.push(other),
            }
        }
        if quiet {
            text.push_str("</prosody>");
        }
    }
    format!("<speak><prosody range=\"{}%\">{text}</prosody></speak>", say.range)
}

/// A folder for one line, gone when it is dropped.
struct Workshop(PathBuf);

impl Workshop {
    fn new() -> Result<Self, VoiceError> {
        let folder = Self(std::env::temp_dir().join(format!("steadyline-voice-{}", uuid::Uuid::now_v7())));
        std::fs::create_dir_all(&folder.0).map_err(|cause| folder.cannot(&cause))?;
        Ok(folder)
    }

    fn text(&self) -> PathBuf {
        self.0.join("line.txt")
    }

    fn out(&self) -> PathBuf {
        self.0.join("line.wav")
    }

    fn timings(&self) -> PathBuf {
        self.0.join("words.txt")
    }

    /// What an engine wrote; nothing where it wrote nothing.
    fn read(&self, path: &Path) -> Result<Vec<u8>, VoiceError> {
        let mut bytes = Vec::new();
        if let Ok(file) = File::open(path) {
            file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|cause| self.cannot(&cause))?;
        }
        Ok(bytes)
    }

    fn cannot(&self, cause: &std::io::Error) -> VoiceError {
        VoiceError::Folder { folder: self.0.display().to_string(), cause: cause.to_string() }
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAY: Utterance<'_> = Utterance {
        text: "-w /tmp/x {out}; rm -rf \"$HOME\"",
        locale: "en-GB",
        espeak: "en-gb+f2",
        voice: "high_middle",
        speed: 160,
        pitch: 50,
        range: 100,
        volume: 0,
    };

    #[test]
    fn a_text_stays_within_its_argument() {
        let line = CommandLine::parse("say --voice={voice} \"--say={text}\" -o {out} -- {text}").expect("it is right");
        let folder = Workshop(PathBuf::from("folder"));
        let (said, out) = (format!("--say={}", SAY.text), folder.out());
        let expected = ["--voice=high_middle", &said, "-o", &out.to_string_lossy(), "--", SAY.text].map(str::to_owned);
        assert_eq!(line.filled(&SAY, &folder), expected);
    }

    #[test]
    fn a_wrong_command_line_says_what_is_wrong() {
        let wrong = |line: &str| CommandLine::parse(line).expect_err("it is wrong").to_string();
        for (line, says) in [
            ("", "it is empty"),
            ("say {text_file}", "{out} is missing"),
            ("say \"{out}", "a quotation mark is not closed"),
            ("say {txt} {out}", "{txt} means nothing"),
            ("say {text} {out}", "write -- before it"),
            ("{text_file} {out}", "the name of a program"),
        ] {
            assert!(wrong(line).contains(says), "{line}: {}", wrong(line));
        }
        let windows =
            CommandLine::parse("\"C:\\Program Files\\say.exe\" -f {text_file} -o {out}").expect("it is right");
        assert_eq!(windows.program, "C:\\Program Files\\say.exe");
    }

    #[test]
    fn marks_in_a_text_are_no_marks_of_ssml() {
        let say = Utterance { text: "a < b & c … <break/>", ..SAY };
        let text = ssml(&say, None);
        assert!(text.contains("a &lt; b &amp; c <break time=\"250ms\"/> &lt;break/&gt;"), "{text}");
        let text = ssml(&say, Some(1));
        let silent = "a &lt; <prosody volume=\"silent\">b</prosody> &amp; c";
        assert!(text.contains(silent), "what is no word is not counted: {text}");
    }
}
