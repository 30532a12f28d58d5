<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\TrackingTechPage;
use Waybill\Connection\Failure;
use Waybill\Connection\Problem;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
use Waybill\Tail;

/** The steps of the guided connection to TrackingTech, Disconnect, and its settings. */
final class TrackingTechRoutes
{
    private const DISCONNECT_MS = 10_000;

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly TrackingTechSetup $setup,
        private readonly Steps $steps,
        private readonly TrackingTechPage $page,
        private readonly Tail $tail,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $text = ['type' => 'string', 'default' => '', 'sanitize_callback' => static fn(string $text): string => trim($text)];

        return [
            'trackingtech/resolve' => ['POST', $this->resolve(...), ['code' => $text]],
            // A password is taken as it is: spaces may be part of it.
            'trackingtech/login' => ['POST', $this->login(...), ['email' => $text, 'password' => ['type' => 'string', 'default' => '']]],
            'trackingtech/link' => ['POST', $this->link(...), ['store_id' => $text]],
            'trackingtech/start-over' => ['POST', $this->startOver(...), []],
            'trackingtech/disconnect' => ['POST', $this->disconnect(...), []],
            'trackingtech/settings' => [
                'POST',
                $this->settings(...),
                ['status' => $text, 'base_url' => $text, 'resend' => ['type' => 'boolean', 'default' => false], 'concurrency' => Concurrency::ARGUMENT],
            ],
        ];
    }

    private function resolve(\WP_REST_Request $request): array|\WP_Error
    {
        return $this->answer(
            $this->missing($request, 'code') ?? $this->setup->resolve($request['code']),
            __('The courier code is right. Now log in.', 'waybill'),
        );
    }

    private function login(\WP_REST_Request $request): array|\WP_Error
    {
        return $this->answer(
            $this->missing($request, 'email', 'password') ?? $this->setup->login($request['email'], $request['password']),
            __('You are logged in. Now choose the store.', 'waybill'),
        );
    }

    private function link(\WP_REST_Request $request): array|\WP_Error
    {
        $failure = $this->missing($request, 'store_id') ?? $this->setup->link($request['store_id']);
        if (null === $failure) {
            $this->tail->workAfterwards();
        }

        return $this->answer($failure, __('Connected. From now on your orders go to TrackingTech.', 'waybill'));
    }

    private function startOver(): array
    {
        $this->setup->startOver();

        return Reply::done($this->page->panel(), __('Begin with the courier code.', 'waybill'));
    }

    private function disconnect(): array
    {
        $untold = $this->setup->disconnect(self::DISCONNECT_MS);
        if (null === $untold) {
            return Reply::done($this->page->panel(), __('Disconnected. TrackingTech has been told.', 'waybill'));
        }
        if (Problem::ELSEWHERE === $untold->kind) {
            return Reply::done($this->page->panel(), __('Disconnected here. The live store\'s connection goes on.', 'waybill'));
        }
        $message = __(
            'Disconnected here: nothing is sent any more. TrackingTech could not be told, and may still show this store; your courier can remove it there.',
            'waybill',
        );

        return Reply::done($this->page->panel(), $message, 'warning');
    }

    private function settings(\WP_REST_Request $request): array|\WP_Error
    {
        if (!isset(wc_get_order_statuses()['wc-' . $request['status']])) {
            return Reply::failed(new Failure('missing_input', 'status'), 'TrackingTech');
        }
        $concurrency = Concurrency::of($request);
        if ($concurrency instanceof \WP_Error) {
            return $concurrency;
        }
        $values = ['status' => $request['status'], 'resend' => (bool) $request['resend'], ...$concurrency];
        if (!defined('WAYBILL_TRACKINGTECH_URL') && !$this->trackingTech->isOpen()) {
            $checked = $this->steps->take($this->trackingTech, 'check', with: ['settings' => ['base_url' => $request['base_url'], 'api_url' => '']]);
            if ($checked instanceof Failure && Problem::NO_EXTENSION !== $checked->kind) {
                return Reply::failed($checked, 'TrackingTech');
            }
            $values['base_url'] = $request['base_url'];
            // A code that was resolved at the old address means nothing at the new one.
            $this->setup->startOver();
        }
        $this->trackingTech->options->set($values);

        return Reply::done($this->page->panel(), __('Saved.', 'waybill'));
    }

    private function missing(\WP_REST_Request $request, string ...$fields): ?Failure
    {
        foreach ($fields as $field) {
            if ('' === $request[$field]) {
                return new Failure('missing_input', $field);
            }
        }

        return null;
    }

    private function answer(?Failure $failure, string $message): array|\WP_Error
    {
        return null === $failure ? Reply::done($this->page->panel(), $message) : Reply::failed($failure, 'TrackingTech');
    }
}
