<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\LogistosPage;
use Waybill\Backfill;
use Waybill\Connection\Failure;
use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Problem;
use Waybill\Connection\Steps;
use Waybill\LogistosActivation;
use Waybill\Outbox;
use Waybill\Tail;

/** What the merchant does with Logistos. What takes long is begun here, and done once the answer is on its way. */
final class LogistosRoutes
{
    private const URLS = ['credentials_url', 'orders_url'];

    public function __construct(
        private readonly Logistos $logistos,
        private readonly LogistosActivation $activation,
        private readonly LogistosCredentials $credentials,
        private readonly Backfill $backfill,
        private readonly Outbox $outbox,
        private readonly Steps $steps,
        private readonly LogistosPage $page,
        private readonly Tail $tail,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $url = ['type' => 'string', 'default' => '', 'sanitize_callback' => static fn(string $url): string => trim($url)];

        return [
            'logistos/activate' => ['POST', $this->activate(...), []],
            'logistos/settings' => [
                'POST',
                $this->settings(...),
                [
                    'open' => ['type' => 'boolean', 'default' => false],
                    'credentials_url' => $url,
                    'orders_url' => $url,
                    'statuses' => ['type' => 'array', 'items' => ['type' => 'string'], 'default' => []],
                    'resend' => ['type' => 'boolean', 'default' => false],
                    'concurrency' => Concurrency::ARGUMENT,
                ],
            ],
            'logistos/resume' => ['POST', $this->resume(...), []],
            'logistos/credentials' => ['POST', $this->renewCredentials(...), []],
            'logistos/progress' => ['GET', $this->progress(...), []],
        ];
    }

    private function activate(): array
    {
        $this->activation->run(get_current_user_id());
        $this->tail->workAfterwards();

        return Reply::done($this->page->panel(), __('Logistos is activated. Your orders are on their way.', 'waybill')) + ['location' => LogistosPage::url()];
    }

    private function settings(\WP_REST_Request $request): array|\WP_Error
    {
        $statuses = array_values(array_intersect($request['statuses'], array_keys($this->logistos->choices())));
        if ([] === $statuses) {
            return new \WP_Error('waybill_no_status', __('Choose at least one status.', 'waybill'), ['status' => 422, 'field' => 'statuses']);
        }
        $urls = array_combine(self::URLS, array_map(static fn(string $name): string => $request[$name], self::URLS));
        $problem = $this->checkUrls($urls);
        if (null !== $problem) {
            return Reply::failed($problem, 'Logistos');
        }
        $concurrency = Concurrency::of($request);
        if ($concurrency instanceof \WP_Error) {
            return $concurrency;
        }
        // All of them is the same as no choice: statuses that other plugins add later are then sent too.
        $all = [] === array_diff(array_keys($this->logistos->choices()), $statuses);
        $this->logistos->options->set([...$urls, ...$concurrency, 'statuses' => $all ? null : $statuses, 'resend' => (bool) $request['resend']]);
        $this->switch((bool) $request['open']);

        return Reply::done($this->page->panel(), __('Saved.', 'waybill'));
    }

    private function renewCredentials(): array
    {
        $this->credentials->renew(get_current_user_id());
        $this->tail->workAfterwards();

        return Reply::done($this->page->panel(), __('A new REST API key is on its way to Logistos.', 'waybill'));
    }

    /** After a pause: whether Logistos takes orders again, the next one tells. */
    private function resume(): array|\WP_Error
    {
        if (!$this->logistos->isOpen() || $this->logistos->isElsewhere()) {
            return Reply::failed(new Failure($this->logistos->isOpen() ? Problem::ELSEWHERE : Problem::NOT_OPEN), 'Logistos');
        }
        $this->goOn();

        return Reply::done($this->page->panel(), __('Orders are sent to Logistos again.', 'waybill'));
    }

    private function progress(): array
    {
        return ['card' => $this->page->progress()];
    }

    /** @param array<string, string> $urls */
    private function checkUrls(array $urls): ?Failure
    {
        $checked = $this->steps->take($this->logistos, 'check', with: ['settings' => $urls]);

        // Without the extension nothing can be sent to a wrong address either; it checks before it sends.
        return $checked instanceof Failure && Problem::NO_EXTENSION !== $checked->kind ? $checked : null;
    }

    /** What the merchant saved is a fresh start: a pause ends, and switched on again, the orders made meanwhile are queued as a backfill. */
    private function switch(bool $open): void
    {
        $was = $this->logistos->isOpen();
        if (!$was && 'none' === $this->credentials->state()['state']) {
            return;
        }
        if (!$open) {
            $this->logistos->close();
            return;
        }
        if ($this->logistos->isElsewhere()) {
            return;
        }
        $this->goOn();
        if (!$was) {
            $this->backfill->start(true);
        }
    }

    private function goOn(): void
    {
        $this->logistos->open();
        $this->outbox->releaseHeld(Logistos::ID);
        $this->tail->workAfterwards();
    }
}
