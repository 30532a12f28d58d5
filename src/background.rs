//! Sending while PHP does other things: a thread of this process's own, made for the first ticket and never otherwise.

use std::{
    cell::RefCell,
    collections::VecDeque,
    io,
    rc::Rc,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError, TryRecvError},
    },
    thread,
    time::{Duration, Instant},
};

use nix::sys::signal::{SigSet, SigmaskHow};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::{LocalSet, spawn_local},
};

use crate::{
    boundary::{BoundaryError, Delivery},
    pace::Gates,
    runtime::{self, INTERRUPT_INTERVAL, Kept, RuntimeError},
};

/// So many tickets are open at once; a newer one has the oldest given up. It bounds what a program can leave behind that never asks for its answers.
pub const TICKETS: usize = 16;

/// A request is read within this, or the thread is at its end: only what is read has a deadline.
const READ_WITHIN: Duration = Duration::from_secs(5);

/// So often, after the deadline or an interruption, the answer is still looked for; it should be there at the first.
const LOOKS: u32 = 50;

type Answer = Result<String, BoundaryError>;

/// What PHP's thread keeps of one `deliver_start`.
struct Ticket {
    number: i64,
    began: Instant,
    progress: Arc<Progress>,
    answer: mpsc::Receiver<Answer>,
    /// Taken out by who only looked whether it is there.
    seen: Option<Answer>,
}

/// What the thread is handed.
struct Job {
    request: String,
    began: Instant,
    progress: Arc<Progress>,
    answer: mpsc::Sender<Answer>,
}

/// What both look at meanwhile.
#[derive(Default)]
struct Progress {
    given_up: AtomicBool,
    deadline: OnceLock<Instant>,
}

/// What the thread keeps for itself.
#[derive(Default)]
struct Own {
    kept: RefCell<Kept>,
    gates: Gates,
}

struct Background {
    pid: u32,
    thread: Option<UnboundedSender<Job>>,
    tickets: VecDeque<Ticket>,
    /// A forked child counts on, so that a ticket of its parent's is never taken for one of its own.
    last: i64,
}

thread_local! {
    static BACKGROUND: RefCell<Background> = const { RefCell::new(Background::new(0, 0)) };
}

/// Begins what `deliver` does with this request, and gives the ticket for its answer; the request is read on the thread. Its time runs from now.
///
/// # Errors
/// [`BoundaryError`] where there can be no thread.
pub fn start(request: String) -> Result<i64, BoundaryError> {
    let began = Instant::now();
    let progress = Arc::<Progress>::default();
    let (sender, answer) = mpsc::channel();
    let job = Job {
        request,
        began,
        progress: progress.clone(),
        answer: sender,
    };
    BACKGROUND.with_borrow_mut(|background| {
        background.leave_parent();
        // Where the thread has just ended, the job is dropped, and its answer is lost.
        drop(background.thread()?.send(job));
        if background.tickets.len() == TICKETS {
            background.tickets.pop_front();
        }
        background.last += 1;
        background.tickets.push_back(Ticket {
            number: background.last,
            began,
            progress,
            answer,
            seen: None,
        });
        Ok(background.last)
    })
}

/// Whether the answer is there, or lost: [`finish`] waits for nothing then.
///
/// # Errors
/// [`BoundaryError`] where there is no such ticket.
pub fn is_done(number: i64) -> Result<bool, BoundaryError> {
    BACKGROUND.with_borrow_mut(|background| {
        background.leave_parent();
        let ticket = background.tickets.iter_mut().find(|ticket| ticket.number == number);
        Ok(ticket.ok_or(BoundaryError::Ticket(number))?.is_done())
    })
}

/// Waits for the answer of `deliver`. Where `interrupted` says so, nothing more is begun, and the answer comes at once.
///
/// # Errors
/// [`BoundaryError`] where there is no such ticket, or on misuse by its request.
pub fn finish(number: i64, interrupted: &dyn Fn() -> bool) -> Answer {
    let ticket = BACKGROUND.with_borrow_mut(|background| {
        background.leave_parent();
        let position = background.tickets.iter().position(|ticket| ticket.number == number)?;
        background.tickets.remove(position)
    });
    let mut ticket = ticket.ok_or(BoundaryError::Ticket(number))?;
    ticket.seen.take().unwrap_or_else(|| ticket.wait(interrupted))
}

/// Gives up all tickets: nothing more of them is begun, and nobody hears what became of the rest.
pub fn give_up() {
    // A forked child's are its parent's, and stay as they are.
    BACKGROUND.with_borrow_mut(|background| {
        if background.pid == std::process::id() {
            background.tickets.clear();
        }
    });
}

/// Lets the thread end, and waits for nothing.
pub fn shut_down() {
    // An error: it is gone already, where the end of PHP's thread came first.
    let _ = BACKGROUND.try_with(|background| {
        if let Ok(mut background) = background.try_borrow_mut() {
            background.leave_parent();
            background.tickets.clear();
            background.thread = None;
        }
    });
}

impl Background {
    const fn new(pid: u32, last: i64) -> Self {
        Self {
            pid,
            thread: None,
            tickets: VecDeque::new(),
            last,
        }
    }

    /// A forked child has no such thread: what it inherited is forgotten, not dropped, because dropping would wake its parent's.
    fn leave_parent(&mut self) {
        let pid = std::process::id();
        if self.pid != pid {
            std::mem::forget(std::mem::replace(self, Self::new(pid, self.last)));
        }
    }

    fn thread(&mut self) -> Result<&UnboundedSender<Job>, RuntimeError> {
        match self.thread.take().filter(|thread| !thread.is_closed()) {
            Some(thread) => Ok(self.thread.insert(thread)),
            None => Ok(self.thread.insert(spawn()?)),
        }
    }
}

impl Ticket {
    fn is_done(&mut self) -> bool {
        if self.seen.is_none() {
            self.seen = match self.answer.try_recv() {
                Ok(answer) => Some(answer),
                Err(TryRecvError::Disconnected) => Some(Err(BoundaryError::Lost)),
                Err(TryRecvError::Empty) => None,
            };
        }
        self.seen.is_some()
    }

    fn wait(&self, interrupted: &dyn Fn() -> bool) -> Answer {
        let mut looks = LOOKS;
        loop {
            match self.answer.recv_timeout(INTERRUPT_INTERVAL) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Timeout) if !self.is_over() => {
                    self.progress.given_up.store(interrupted(), Ordering::Relaxed);
                }
                Err(RecvTimeoutError::Timeout) if looks > 0 => looks -= 1,
                Err(_) => return Err(BoundaryError::Lost),
            }
        }
    }

    fn is_over(&self) -> bool {
        let deadline = self.progress.deadline.get().copied();
        self.progress.given_up.load(Ordering::Relaxed) || Instant::now() > deadline.unwrap_or(self.began + READ_WITHIN)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.progress.given_up.store(true, Ordering::Relaxed);
    }
}

fn spawn() -> Result<UnboundedSender<Job>, RuntimeError> {
    let runtime = runtime::current_thread()?;
    let (sender, jobs) = unbounded_channel();
    // PHP's signal handlers must run on PHP's thread: a new thread inherits the signals that its maker blocks.
    let before = SigSet::all()
        .thread_swap_mask(SigmaskHow::SIG_SETMASK)
        .map_err(io::Error::from)?;
    let spawned = thread::Builder::new().name("waybill".into()).spawn(move || {
        let own = Own::default();
        let work = async move |request, began, progress: &Progress| deliver(&own, request, began, progress).await;
        LocalSet::new().block_on(&runtime, serve(jobs, work));
    });
    before.thread_set_mask().map_err(io::Error::from)?;
    spawned?;
    Ok(sender)
}

/// Does each job beside the others, until nobody can hand over any more. One that panics loses its answer alone.
async fn serve(mut jobs: UnboundedReceiver<Job>, work: impl AsyncFn(String, Instant, &Progress) -> Answer + 'static) {
    let work = Rc::new(work);
    while let Some(job) = jobs.recv().await {
        let work = work.clone();
        spawn_local(async move {
            let answer = work(job.request, job.began, &job.progress).await;
            // Nobody waits for what was given up.
            drop(job.answer.send(answer));
        });
    }
}

async fn deliver(own: &Own, request: String, began: Instant, progress: &Progress) -> Answer {
    let delivery = Delivery::read(&request, began)?;
    drop(request);
    progress.deadline.get_or_init(|| delivery.shared.deadline);
    let client = own.kept.borrow_mut().client(&delivery.shared.network)?;
    let interrupted = || progress.given_up.load(Ordering::Relaxed);
    delivery.send(&client, &own.gates, &interrupted).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ticket and the job that it stands for.
    fn ticket(request: &str) -> (Ticket, Job) {
        let began = Instant::now();
        let progress = Arc::<Progress>::default();
        let (sender, answer) = mpsc::channel();
        let job = Job {
            request: request.to_owned(),
            began,
            progress: progress.clone(),
            answer: sender,
        };
        let ticket = Ticket {
            number: 1,
            began,
            progress,
            answer,
            seen: None,
        };
        (ticket, job)
    }

    #[test]
    fn a_job_that_panics_loses_its_answer_alone_and_nobody_waits_for_it() {
        let (sender, jobs) = unbounded_channel();
        let thread = thread::spawn(move || {
            let work = async |request: String, _, _: &Progress| {
                tokio::task::yield_now().await;
                assert_ne!(request, "panic", "on demand");
                Ok(request)
            };
            LocalSet::new().block_on(&runtime::current_thread().unwrap(), serve(jobs, work));
        });
        let (tickets, jobs): (Vec<_>, Vec<_>) = ["one", "panic", "two"].map(ticket).into_iter().unzip();
        jobs.into_iter().for_each(|job| sender.send(job).unwrap());

        let answers: Vec<_> = tickets.iter().map(|ticket| ticket.wait(&|| false)).collect();

        assert!(
            matches!(&answers[..], [Ok(one), Err(BoundaryError::Lost), Ok(two)] if one == "one" && two == "two"),
            "{answers:?}"
        );
        drop(sender);
        thread.join().unwrap();
    }

    #[test]
    fn a_thread_that_hangs_past_the_deadline_holds_nobody_up() {
        let (ticket, job) = ticket("");
        job.progress.deadline.set(Instant::now()).unwrap();
        assert!(matches!(ticket.wait(&|| false), Err(BoundaryError::Lost)));
        drop(job);
    }

    #[test]
    fn an_interruption_has_a_hanging_thread_waited_for_no_longer() {
        let (ticket, job) = ticket("");
        assert!(matches!(ticket.wait(&|| true), Err(BoundaryError::Lost)));
        assert!(job.progress.given_up.load(Ordering::Relaxed));
    }
}
