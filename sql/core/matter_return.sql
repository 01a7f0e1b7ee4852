-- Cases of a matter after its reply. A request for review is a right that is used, not a matter that came back; a
-- case that was withdrawn or merged is none either.
-- grain: matter × later case
with reviews as (
    select c.matter_id, s.review_requested_on as requested_on
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    where s.review_requested_on is not null
    union
    select c.matter_id, s.final_requested_on as requested_on
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    where s.final_requested_on is not null
)

select a.matter_id, o.case_id, o.occurred_on
from core.matter_anchor a
inner join core.case o on o.matter_id = a.matter_id and o.case_id <> a.case_id and o.occurred_on > a.replied_on
inner join staging.case s on s.case_id = o.case_id
left join reviews r on r.matter_id = o.matter_id and r.requested_on = o.occurred_on
where r.matter_id is null and (s.outcome is null or s.outcome not in ('withdrawn', 'merged'))
