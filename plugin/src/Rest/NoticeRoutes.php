<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\Dismissals;

/** What the merchant does with notices: dismisses them. */
final class NoticeRoutes
{
    /** Longer words are none of ours. */
    private const LONGEST = 40;

    public function __construct(
        private readonly Dismissals $dismissals,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $word = ['type' => 'string', 'default' => '', 'maxLength' => self::LONGEST];

        return ['notices/dismiss' => ['POST', $this->dismiss(...), ['notice' => $word, 'situation' => $word]]];
    }

    private function dismiss(\WP_REST_Request $request): array
    {
        $this->dismissals->add($request['notice'], $request['situation']);

        return [];
    }
}
