<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Problem;
use Waybill\Delivery;
use Waybill\DeliveryState;
use Waybill\Lane;
use Waybill\Order\Situation;
use Waybill\Order\Standing;
use Waybill\Order\Verdict;
use Waybill\Order\WhyNot;
use Waybill\Reason;

/** Why an order is not at a platform: every reason, each with its remedy. */
final class WhyNotTest extends \PHPUnit\Framework\TestCase
{
    /** 21 November 2026, 14:00 UTC. */
    private const NOW = 1_795_269_600;

    /** The site's, so that times read alike everywhere. */
    private const SETTINGS = [
        'timezone_string' => [self::class, 'utc'],
        'time_format' => [self::class, 'hours'],
        'date_format' => [self::class, 'day'],
    ];

    protected function setUp(): void
    {
        parent::setUp();
        foreach (self::SETTINGS as $option => $value) {
            add_filter("pre_option_$option", $value);
        }
    }

    protected function tearDown(): void
    {
        foreach (self::SETTINGS as $option => $value) {
            remove_filter("pre_option_$option", $value);
        }
        parent::tearDown();
    }

    /**
     * @dataProvider situations
     *
     * @param array<string, mixed> $facts
     */
    public function test_it_says_in_a_sentence_why_an_order_is_not_there(array $facts, ?string $expected): void
    {
        self::assertSame($expected, WhyNot::sentence(self::situation($facts)));
    }

    /** @return array<string, array{array<string, mixed>, string|null}> */
    public static function situations(): array
    {
        $paused = 'The connection is paused. TrackingTech refuses this store\'s connection. Connect again, or ask its support.';
        $vetoed = 'Another plugin will not have it sent (its filter on waybill_is_due or waybill_order_payload said no). Ask whoever wrote it.';
        $silent = 'TrackingTech does not answer at present. Its orders wait, and one tries again at 14:02; nothing is lost.';
        $late = ['state' => DeliveryState::Pending, 'attempts' => 2, 'next' => self::NOW + 300];

        return [
            'delivered' => [['state' => DeliveryState::Delivered], null],
            'delivered, and paused since' => [['state' => DeliveryState::Delivered, 'paused' => Problem::REFUSED], null],
            'another type' => [['type' => 'subscription'], 'It is no order of the shop: its type is “subscription”, and TrackingTech is sent orders only.'],
            'not set up' => [['isOpen' => false], 'TrackingTech is not set up, or is switched off. Set it up; then new orders are sent.'],
            'switched off while it waited' => [
                ['isOpen' => false, 'state' => DeliveryState::Pending],
                'TrackingTech is not set up, or is switched off. Set it up; then new orders are sent.',
            ],
            'its status' => [
                ['isWanted' => false, 'status' => 'On hold'],
                'Its status is “On hold”; TrackingTech is sent orders when they become “Processing”.',
            ],
            'its status, where several are sent' => [
                ['isWanted' => false, 'status' => 'On hold', 'due' => ['Processing', 'Completed']],
                'Its status, “On hold”, is not among those chosen for TrackingTech. Choose it in the settings, or change the order\'s status.',
            ],
            'withdrawn for its status' => [
                ['isWanted' => false, 'status' => 'Cancelled', 'state' => DeliveryState::Withdrawn, 'reason' => Reason::NotDue],
                'Its status is “Cancelled”; TrackingTech is sent orders when they become “Processing”.',
            ],
            'a filter' => [['isWanted' => false, 'isVetoed' => true], $vetoed],
            'a filter on the payload, when it was sent' => [['state' => DeliveryState::Withdrawn, 'reason' => Reason::Vetoed], $vetoed],
            'older than the connection' => [['isOlder' => true], 'It is older than the connection to TrackingTech. “Send now” sends it.'],
            'older than a connection with a backfill' => [
                ['isOlder' => true, 'hasBackfill' => true],
                'It is older than the connection to TrackingTech: such orders are sent with the existing orders, or one by one with “Send now”.',
            ],
            'missed' => [[], 'It was not heard of yet. Waybill looks for missed orders once an hour; “Send now” sends it at once.'],
            'missed while paused' => [['paused' => Problem::REFUSED], $paused],
            'held' => [['paused' => Problem::REFUSED, 'state' => DeliveryState::Held], $paused],
            'waits while paused' => [['paused' => Problem::REFUSED] + $late, $paused],
            'no extension' => [
                ['isReady' => false, 'state' => DeliveryState::Pending],
                'Waybill\'s extension is not loaded on this server, so nothing can be sent to TrackingTech yet.',
            ],
            'queued' => [['state' => DeliveryState::Pending], 'It is queued, and goes out within a minute or two.'],
            'queued by a backfill' => [
                ['state' => DeliveryState::Pending, 'lane' => Lane::Backfill],
                'It is one of the existing orders, which are being sent. New orders go first; “Send now” does not wait.',
            ],
            'under way' => [['state' => DeliveryState::Claimed], 'It is being sent at this moment. Look again in a minute.'],
            'waits' => [$late, 'It waits until 14:05 for its next attempt, number 3. “Send now” does not wait.'],
            'waits until tomorrow' => [
                ['next' => self::NOW + 86_400] + $late,
                'It waits until 22 November 2026 14:00 for its next attempt, number 3. “Send now” does not wait.',
            ],
            'the platform is down' => [['probeAt' => self::NOW + 120, 'state' => DeliveryState::Pending], $silent],
            'the platform is down, and it was tried' => [['probeAt' => self::NOW + 120] + $late, $silent],
            'rejected' => [
                ['state' => DeliveryState::Failed, 'reason' => Reason::Rejected],
                'TrackingTech will not have the order as it is. Mend what it says, then send the order again.',
            ],
            'unreadable' => [
                ['state' => DeliveryState::Failed, 'reason' => Reason::Unreadable],
                'The order could not be read for TrackingTech: its data, or another plugin, is broken. The message says where; mend it, then send the order again.',
            ],
            'crashed' => [
                ['state' => DeliveryState::Failed, 'reason' => Reason::Crashed],
                'PHP ended each time while the order was being prepared for TrackingTech. The PHP error log says why; mend it, then send the order again.',
            ],
            'exhausted' => [
                ['state' => DeliveryState::Failed, 'reason' => Reason::Exhausted],
                'Every attempt to send it to TrackingTech was in vain. When the platform works again, send the order again.',
            ],
        ];
    }

    /**
     * @dataProvider objections
     *
     * @param array<string, mixed> $facts
     */
    public function test_what_cannot_be_sent_now_is_told_before(array $facts, bool $isObjected): void
    {
        self::assertSame($isObjected, null !== WhyNot::objection(self::situation($facts)));
    }

    /** @return array<string, array{array<string, mixed>, bool}> */
    public static function objections(): array
    {
        return [
            'never queued' => [[], false],
            'older than the connection' => [['isOlder' => true], false],
            'in another status' => [['isWanted' => false], false],
            'in a status in which it is over' => [['isWanted' => false, 'isDeliverable' => false], true],
            'vetoed' => [['isVetoed' => true], true],
            'vetoed when it was sent last: it may be let through now' => [['state' => DeliveryState::Withdrawn, 'reason' => Reason::Vetoed], false],
            'waiting' => [['state' => DeliveryState::Pending], false],
            'waiting for a platform that is down' => [['state' => DeliveryState::Pending, 'probeAt' => self::NOW + 60], false],
            'under way' => [['state' => DeliveryState::Claimed], true],
            'failed' => [['state' => DeliveryState::Failed], false],
            'held, while it is paused' => [['state' => DeliveryState::Held, 'paused' => Problem::REFUSED], true],
            'delivered' => [['state' => DeliveryState::Delivered], false],
            'not set up' => [['isOpen' => false], true],
            'without the extension' => [['isReady' => false], true],
            'of another type' => [['type' => 'subscription'], true],
        ];
    }

    public function test_every_state_of_a_delivery_stands_for_one_word_of_the_merchants(): void
    {
        foreach (DeliveryState::cases() as $state) {
            $standing = self::situation(['state' => $state])->standing();
            self::assertContains($state, $standing->states());
        }
        self::assertSame(Standing::NotSent, self::situation([])->standing());
    }

    public static function utc(): string
    {
        return 'UTC';
    }

    public static function hours(): string
    {
        return 'H:i';
    }

    public static function day(): string
    {
        return 'j F Y';
    }

    /** @param array<string, mixed> $facts What differs from an order that is to be sent, and was never queued. */
    private static function situation(array $facts): Situation
    {
        $state = $facts['state'] ?? null;
        $delivery = null === $state
            ? null
            : new Delivery(
                1,
                7,
                'trackingtech',
                $state,
                $facts['lane'] ?? Lane::Live,
                $facts['reason'] ?? null,
                1,
                DeliveryState::Delivered === $state ? 1 : 0,
                str_repeat('a', 32),
                $facts['attempts'] ?? 0,
                $facts['next'] ?? self::NOW,
                null,
                '',
                '',
                '',
                '',
                '',
            );

        return new Situation(
            'TrackingTech',
            $facts['isOpen'] ?? true,
            $facts['paused'] ?? null,
            $facts['isReady'] ?? true,
            $facts['type'] ?? 'shop_order',
            $facts['status'] ?? 'Processing',
            $facts['due'] ?? ['Processing'],
            static fn(): Verdict => new Verdict($facts['isWanted'] ?? true, $facts['isDeliverable'] ?? true, $facts['isVetoed'] ?? false),
            $facts['isOlder'] ?? false,
            $facts['hasBackfill'] ?? false,
            $delivery,
            $facts['probeAt'] ?? null,
            self::NOW,
        );
    }
}
