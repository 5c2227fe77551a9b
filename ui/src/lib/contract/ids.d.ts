// The identities that the generated contract names; on this side each is text that nobody looks into.
type DocId = string;
type ProjectId = string;
type InspectionId = string;
type FindingId = string;
type CaseId = string;
type PhotoId = string;
type PersonId = string;
type OrganisationId = string;
type DeviceId = string;
type SurveyId = string;
