//! The whole measurement: rounds of stages and ceilings, then whole commands, then rules.

use std::num::NonZeroUsize;

use anyhow::Result;

use super::super::corpus::Corpus;
use super::super::fields::{read_options, threads};
use super::super::rules::dearest;
use super::args::BenchArgs;
use super::ceilings::{Ceiling, sample};
use super::figures::{
    CeilingFigure, FORMAT, Figures, KIND, Measured, NOISY, RuleFigure, ScalingFigure, ShapeFigure,
    ShapeStage, StageFigure,
};
use super::meter::{Sample, calibration, peak_memory};
use super::scaling::{Scaling, counts};
use super::spread::Spread;
use super::stages::{Desk, Stage};
use super::{SHAPE, expand};
use crate::clean::Cleaner;
use crate::monitor::{Monitor, Silent};
use crate::pipeline::Workers;
use crate::read::{Inputs, ReadOptions};
use crate::rules::RuleScratch;
use crate::text::Checksum;
use crate::write::WorkFolder;

/// Rules that are named.
const DEAREST: usize = 10;

/// Documents that are measured together.
pub(super) struct Lot {
    pub(super) name: String,
    pub(super) found: Inputs,
}

pub(super) struct Bench<'a> {
    pub(super) arguments: &'a BenchArgs,
    pub(super) cleaner: &'a Cleaner,
    pub(super) work: &'a WorkFolder,
    /// All lots, as on a command line.
    pub(super) names: &'a [String],
    pub(super) monitor: &'a dyn Monitor,
}

/// What the first round, which is not counted, tells of a lot.
struct Known {
    bytes: u64,
    documents: u64,
    rejected: u64,
}

/// All that the first round tells.
struct Warm {
    known: Vec<Known>,
    /// Some of the texts, for the ceilings.
    text: String,
    checksum: String,
}

/// Samples by lot and stage.
type Round = Vec<[Sample; Stage::ALL.len()]>;
type Rounds = Vec<Round>;

impl Bench<'_> {
    /// `comparable` refuses a corpus before it is measured.
    pub(super) fn figures(
        &self,
        lots: &[Lot],
        comparable: impl FnOnce(&Measured) -> Result<()>,
    ) -> Result<Figures> {
        let read = read_options(&self.arguments.fields);
        let one = Workers::new(NonZeroUsize::MIN).map_err(anyhow::Error::msg)?;
        let desk = Desk { cleaner: self.cleaner, read: &read, work: self.work, one: &one, monitor: &Silent };
        let repeats = self.arguments.repeats.get();
        let mut scratch = self.cleaner.scratch();
        let Warm { known, text, checksum } = self.warm_up(&desk, lots, &mut scratch)?;
        let corpus = self.corpus(&known, checksum);
        comparable(&corpus)?;
        let total: u64 = known.iter().map(|lot| lot.bytes).sum();
        let mut spins = Vec::new();
        self.monitor.stage("stages", Some(total * repeats as u64));
        let mut rounds = Rounds::new();
        let mut ceilings = vec![Vec::new(); Ceiling::ALL.len()];
        for _ in 0..repeats {
            rounds.push(self.round(&desk, lots, &known, &mut scratch, &mut spins)?);
            for (ceiling, times) in Ceiling::ALL.iter().zip(&mut ceilings) {
                times.push(ceiling.time(&text));
            }
        }
        let scaling = self.scaling(&read, total, &mut spins)?;
        let calibration = Spread::of(&spins);
        Ok(Figures {
            kind: KIND.to_owned(),
            format: FORMAT,
            tool: concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned(),
            corpus,
            repeats,
            calibration,
            noisy: calibration.permille() > NOISY,
            ceilings: ceiling_figures(&ceilings, text.len() as u64),
            stages: stage_figures(&rounds, total),
            shapes: shape_figures(lots, &known, &rounds),
            scaling,
            peak_memory: peak_memory(),
            rules: self.rules()?,
        })
    }

    /// A round that is not counted: machines of rules are built lazily, files come to be in memory.
    fn warm_up(&self, desk: &Desk<'_>, lots: &[Lot], scratch: &mut RuleScratch) -> Result<Warm> {
        self.monitor.stage("warm up", None);
        let (mut known, mut texts, mut checksum) = (Vec::new(), Vec::new(), Checksum::default());
        for lot in lots {
            let pass = desk.pass(&lot.found, scratch)?;
            let bytes = pass.texts.iter().map(|text| text.len() as u64).sum();
            pass.checksums.iter().for_each(|file| checksum.update(file.as_bytes()));
            known.push(Known { bytes, documents: pass.documents, rejected: pass.rejected });
            texts.extend(pass.texts);
            self.step(bytes)?;
        }
        let text = sample(texts.iter().map(String::as_str));
        Ok(Warm { known, text, checksum: checksum.hex() })
    }

    /// All lots once; the times of the calibration before each go to `spins`.
    fn round(
        &self,
        desk: &Desk<'_>,
        lots: &[Lot],
        known: &[Known],
        scratch: &mut RuleScratch,
        spins: &mut Vec<u64>,
    ) -> Result<Round> {
        let mut round = Vec::new();
        for (lot, known) in lots.iter().zip(known) {
            spins.push(calibration());
            round.push(desk.pass(&lot.found, scratch)?.samples);
            self.step(known.bytes)?;
        }
        Ok(round)
    }

    fn scaling(&self, read: &ReadOptions, bytes: u64, spins: &mut Vec<u64>) -> Result<Vec<ScalingFigure>> {
        let (repeats, most) = (self.arguments.repeats.get(), threads(self.arguments.work.threads).get());
        let times = 2 * repeats * counts(most).len();
        self.monitor.stage("threads", Some(bytes * times as u64));
        let found = expand(self.names)?;
        Scaling {
            cleaner: self.cleaner,
            names: self.names,
            found: &found,
            fields: &self.arguments.fields,
            read,
            work: self.work,
            bytes,
            repeats,
            monitor: self.monitor,
        }
        .measure(most, spins)
    }

    /// So many bytes are through, unless the measurement is to end.
    fn step(&self, bytes: u64) -> Result<()> {
        self.monitor.advanced(0, bytes);
        if self.monitor.interrupted() {
            anyhow::bail!("interrupted");
        }
        Ok(())
    }

    fn corpus(&self, known: &[Known], checksum: String) -> Measured {
        let generated = self.arguments.inputs.is_empty();
        let mut rules = Checksum::default();
        for pack in &self.cleaner.rules().packs {
            rules.update(pack.hash.as_bytes());
        }
        rules.update(self.cleaner.model_hash().unwrap_or_default().as_bytes());
        Measured {
            seed: generated.then_some(self.arguments.seed),
            size: generated.then(|| self.arguments.size.map_or(SHAPE, |size| size.0)),
            bytes: known.iter().map(|lot| lot.bytes).sum(),
            documents: known.iter().map(|lot| lot.documents).sum(),
            rejected: known.iter().map(|lot| lot.rejected).sum(),
            checksum,
            rules: rules.hex(),
        }
    }

    fn rules(&self) -> Result<Vec<RuleFigure>> {
        self.monitor.stage("rules", None);
        let corpus =
            Corpus::of(self.names, None, (&self.arguments.fields, &self.arguments.work), self.monitor)?;
        let rows = dearest(&corpus, self.cleaner, DEAREST)?;
        Ok(rows.into_iter().map(|(rule, time)| RuleFigure { rule, time }).collect())
    }
}

fn ceiling_figures(times: &[Vec<u64>], bytes: u64) -> Vec<CeilingFigure> {
    let figure = |(ceiling, times): (&Ceiling, &Vec<u64>)| CeilingFigure {
        ceiling: ceiling.as_str().to_owned(),
        bytes,
        time: Spread::of(times),
    };
    Ceiling::ALL.iter().zip(times).map(figure).collect()
}

fn stage_figures(rounds: &Rounds, bytes: u64) -> Vec<StageFigure> {
    let figure = |(number, stage): (usize, &Stage)| {
        let sum = |round: &Round| {
            let mut sum = Sample::default();
            round.iter().for_each(|lot| sum += lot[number]);
            sum
        };
        let sums: Vec<Sample> = rounds.iter().map(sum).collect();
        let times: Vec<u64> = sums.iter().map(|sample| sample.nanoseconds).collect();
        let allocations = sums.last().and_then(|sample| sample.allocations);
        StageFigure {
            stage: stage.as_str().to_owned(),
            bytes,
            time: Spread::of(&times),
            ceiling: stage.ceiling().as_str().to_owned(),
            allocations: allocations.map(|all| all.count),
            allocated_bytes: allocations.map(|all| all.bytes),
        }
    };
    Stage::ALL.iter().enumerate().map(figure).collect()
}

fn shape_figures(lots: &[Lot], known: &[Known], rounds: &Rounds) -> Vec<ShapeFigure> {
    let stage = |lot: usize, number: usize, stage: &Stage| {
        let times: Vec<u64> = rounds.iter().map(|round| round[lot][number].nanoseconds).collect();
        ShapeStage { stage: stage.as_str().to_owned(), time: Spread::of(&times) }
    };
    let figure = |(number, (lot, known)): (usize, (&Lot, &Known))| ShapeFigure {
        shape: lot.name.clone(),
        bytes: known.bytes,
        documents: known.documents,
        stages: Stage::ALL.iter().enumerate().map(|(at, one)| stage(number, at, one)).collect(),
    };
    lots.iter().zip(known).enumerate().map(figure).collect()
}
