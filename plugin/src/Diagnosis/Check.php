<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

/** Looks at one part of what Waybill stands on. It changes nothing. */
interface Check
{
    /** A word that stays the same from version to version: `database`. */
    public function id(): string;

    /** What it looks at: "Waybill's database". */
    public function label(): string;

    /** The sentence where all is well. */
    public function allIsWell(): string;

    /**
     * What it finds, also what is as it should be.
     *
     * @return list<Finding>
     */
    public function findings(): array;
}
