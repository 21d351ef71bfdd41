//! `steadyline voice`: the lines of a scenario as sound files, to be listened to or to be replaced by recordings.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::packs::{self, Failure};
use super::{Common, Exit, complain, say};
use crate::call::{Base, CallOptions, Mood, Setup};
use crate::scenario::{Pack, Scenario};
use crate::store::{Store, VOICE_ENGINE, default_folder};
use crate::text::Texts;
use crate::voice::script::ScriptLine;
use crate::voice::{Cache, Order, Studio, VoiceError, keep, recorded, script};

/// Speak the lines of a scenario into sound files
///
/// The files lie in a folder for each language, under the names by which a pack's own recordings are found: put that folder
/// into the pack's folder voice, and replace what you want to replace. Only lines without a fact in them can be recorded;
/// the others are spoken for one seed. It ends with 3 when a line could not be spoken, with 4 when nothing can be.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario: its file, its name, or a part of its title
    scenario: String,
    /// Where the files are written
    #[arg(long, value_name = "DIR", default_value = "voice")]
    out: PathBuf,
    /// The language to speak, as de or en-GB; that of the pack if left out
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// The mood of the caller
    #[arg(long, value_enum)]
    mood: Option<MoodArg>,
    /// Which names, numbers and voice the call has
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only lines whose id begins with this, as when_is_my_money.opening
    #[arg(long, value_name = "ID", default_value = "")]
    only: String,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MoodArg {
    Calm,
    Tense,
    Angry,
    AtTheEnd,
}

impl From<MoodArg> for Mood {
    fn from(mood: MoodArg) -> Self {
        match mood {
            MoodArg::Calm => Self::Calm,
            MoodArg::Tense => Self::Tense,
            MoodArg::Angry => Self::Angry,
            MoodArg::AtTheEnd => Self::AtTheEnd,
        }
    }
}

/// What became of a line.
#[derive(Debug)]
enum Fate {
    /// Its length in milliseconds.
    Written(u64),
    /// There is a file already.
    Kept,
    Failed(VoiceError),
}

struct Told {
    id: String,
    file: PathBuf,
    text: String,
    read: String,
    fate: Fate,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match speak_all(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn speak_all(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let (pack, scenario) = packs::open(common, &args.scenario)?;
    let texts = Texts::english();
    let studio = Studio::new(&engine_of(common), Cache::of_user());
    if let Some(trouble) = studio.trouble() {
        return Err((trouble.to_string(), Exit::Unavailable));
    }
    let locale = args.lang.clone().unwrap_or_else(|| pack.source.locale.clone());
    let setup = setup(args, &pack, &scenario);
    let folder = args.out.join(locale.split('-').next().unwrap_or(&locale));
    let cannot = |cause: std::io::Error| (format!("{}: {cause}", folder.display()), Exit::Unavailable);
    std::fs::create_dir_all(&folder).map_err(cannot)?;
    let lines: Vec<ScriptLine> =
        script::lines(&pack, &scenario, None).into_iter().filter(|line| is_of_scenario(line, &setup)).collect();
    let lines: Vec<ScriptLine> = lines.into_iter().filter(|line| line.id.starts_with(&args.only)).collect();
    if lines.is_empty() {
        return Err((format!("no line of {} begins with \"{}\"", scenario.id, args.only), Exit::Usage));
    }
    let bar = progress(args, &scenario, lines.len() as u64);
    let mut told = Vec::new();
    for line in lines {
        told.push(one(args, &studio, &setup, &locale, (&folder, line)).map_err(cannot)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(tell(args, &texts, &folder, &told))
}

/// The engine that the settings name; none before the first start.
fn engine_of(common: &Common) -> String {
    let data = common.data.clone().unwrap_or_else(default_folder);
    let setting = Store::open_to_read(&data).ok().and_then(|store| store.setting(VOICE_ENGINE).ok().flatten());
    setting.unwrap_or_default()
}

fn setup(args: &Args, pack: &Arc<Pack>, scenario: &Arc<Scenario>) -> Setup {
    let options = CallOptions { seed: args.seed, operator: "Sam".to_owned(), ..CallOptions::default() };
    Setup::new(pack, &Arc::new(Base::lay_out(pack)), scenario, options)
}

/// A line with a fact that only some moment of a call has is left to that call.
fn is_of_scenario(line: &ScriptLine, setup: &Setup) -> bool {
    line.template.slots().all(|slot| !slot.starts_with("new.") && setup.scenario.kinds.knows(slot))
}

fn one(
    args: &Args,
    studio: &Studio,
    setup: &Setup,
    locale: &str,
    (folder, line): (&Path, ScriptLine),
) -> std::io::Result<Told> {
    let text = line.template.fill(|slot| setup.spoken(slot));
    let mood = args.mood.map_or_else(|| Mood::at(setup.start.min(setup.ceiling) * 1000), Mood::from);
    let ms = setup.line_ms(&line.by, mood, &text);
    // What is written here is to replace recordings, so none is taken.
    let order = Order { recording: None, ..Order::in_language(setup, locale, (&line.by, mood), &text, ms) };
    let there = recorded::file(folder, &line.id).filter(|_| !args.force);
    let file = folder.join(format!("{}.wav", line.id));
    let (file, fate) = match there {
        Some(there) => (there, Fate::Kept),
        None => match studio.say(&order) {
            Ok(clip) => {
                keep(&clip.sound, &file)?;
                (file, Fate::Written(clip.sound.ms()))
            }
            Err(error) => (file, Fate::Failed(error)),
        },
    };
    Ok(Told { id: line.id, file, text, read: order.text, fate })
}

fn progress(args: &Args, scenario: &Scenario, lines: u64) -> ProgressBar {
    if args.json || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(lines), ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(lines);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(scenario.source.title.clone());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell(args: &Args, texts: &Texts, folder: &Path, told: &[Told]) -> Exit {
    let count = |is: fn(&Fate) -> bool| told.iter().filter(|line| is(&line.fate)).count();
    let written = count(|fate| matches!(fate, Fate::Written(..)));
    let kept = count(|fate| matches!(fate, Fate::Kept));
    let failed = count(|fate| matches!(fate, Fate::Failed(_)));
    if args.json {
        let lines: Vec<serde_json::Value> = told.iter().map(json).collect();
        let all =
            serde_json::json!({ "folder": folder, "written": written, "kept": kept, "failed": failed, "lines": lines });
        say(&all.to_string());
    } else {
        // The same fault at every line is told once.
        let mut causes: Vec<String> = Vec::new();
        for line in told {
            if let Fate::Failed(error) = &line.fate
                && !causes.contains(&error.to_string())
            {
                complain(&format!("{}: {error}", line.id));
                causes.push(error.to_string());
            }
        }
        let (written, kept, failed) = (written.to_string(), kept.to_string(), failed.to_string());
        let folder = folder.display().to_string();
        say(&texts.with("cli-voice-done", &[("written", &written), ("folder", &folder)]));
        if kept != "0" {
            say(&texts.with("cli-voice-kept", &[("kept", &kept)]));
        }
        if failed != "0" {
            say(&texts.with("cli-voice-failed", &[("failed", &failed)]));
        }
    }
    if failed == 0 { Exit::Fine } else { Exit::Content }
}

fn json(line: &Told) -> serde_json::Value {
    let (fate, ms, error) = match &line.fate {
        Fate::Written(ms) => ("written", Some(ms), None),
        Fate::Kept => ("kept", None, None),
        Fate::Failed(error) => ("failed", None, Some(error.to_string())),
    };
    serde_json::json!({
        "id": line.id, "file": line.file, "text": line.text, "read": line.read, "fate": fate, "ms": ms, "error": error,
    })
}
